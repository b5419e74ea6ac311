package dev.cairn.cli.db;

import picocli.CommandLine.Command;

/** {@code cairn db}. */
@Command(name = "db", description = "Databases: at most one of each engine in a stage.")
public final class DbGroup {}

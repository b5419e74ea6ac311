package dev.cairn.cli.extension;

import picocli.CommandLine.Command;

/** {@code cairn db extension}. */
@Command(name = "extension", description = "Extensions of a PostgreSQL.")
public final class ExtensionGroup {}

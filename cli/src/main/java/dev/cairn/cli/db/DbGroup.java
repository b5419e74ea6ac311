package dev.cairn.cli.db;

import picocli.CommandLine.Command;

/** {@code cairn db}. */
@Command(
    name = "db",
    description = "Databases: at most one of each engine in a stage.",
    subcommands = {
      ListDatabases.class,
      ShowDatabase.class,
      AddDatabase.class,
      ResizeDatabase.class,
      RemoveDatabase.class,
      ListTypes.class,
      DatabaseLogs.class
    })
public final class DbGroup {}

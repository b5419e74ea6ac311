package dev.cairn.cli.user;

import picocli.CommandLine.Command;

/** {@code cairn user}. */
@Command(name = "user", description = "People who may sign in: admin, operator or viewer.")
public final class UserGroup {}

package dev.cairn.cli.user;

import picocli.CommandLine.Command;

/** {@code cairn user}. */
@Command(
    name = "user",
    description = "People who may sign in: admin, operator or viewer.",
    subcommands = {ListUsers.class, AddUser.class, ChangeUser.class, RemoveUser.class})
public final class UserGroup {}

package dev.cairn.cli.stack;

import picocli.CommandLine.Command;

/** {@code cairn stack}. */
@Command(
    name = "stack",
    description = "Applications, each with its stages.",
    subcommands = {ListStacks.class, ShowStack.class, CreateStack.class, DeleteStack.class})
public final class StackGroup {}

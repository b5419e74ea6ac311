package dev.cairn.cli.stack;

import picocli.CommandLine.Command;

/** {@code cairn stack}. */
@Command(name = "stack", description = "Applications, each with its stages.")
public final class StackGroup {}

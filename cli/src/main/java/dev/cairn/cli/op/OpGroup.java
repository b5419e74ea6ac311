package dev.cairn.cli.op;

import picocli.CommandLine.Command;

/** {@code cairn op}. */
@Command(name = "op", description = "Operations: what was asked for, and how it goes.")
public final class OpGroup {}

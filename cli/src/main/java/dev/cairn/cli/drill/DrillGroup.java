package dev.cairn.cli.drill;

import picocli.CommandLine.Command;

/** {@code cairn drill}. */
@Command(name = "drill", description = "What would happen, tried apart from everything.")
public final class DrillGroup {}

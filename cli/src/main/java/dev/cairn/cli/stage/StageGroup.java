package dev.cairn.cli.stage;

import picocli.CommandLine.Command;

/** {@code cairn stage}. */
@Command(name = "stage", description = "Deployments of a stack, in their order.")
public final class StageGroup {}

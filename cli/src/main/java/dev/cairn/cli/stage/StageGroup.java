package dev.cairn.cli.stage;

import picocli.CommandLine.Command;

/** {@code cairn stage}. */
@Command(
    name = "stage",
    description = "Deployments of a stack, in their order.",
    subcommands = {ListStages.class, ShowStage.class, CreateStage.class, DeleteStage.class})
public final class StageGroup {}

package dev.cairn.cli.service;

import picocli.CommandLine.Command;

/** {@code cairn service}. */
@Command(name = "service", description = "The application of a stage as it is recorded.")
public final class ServiceGroup {}

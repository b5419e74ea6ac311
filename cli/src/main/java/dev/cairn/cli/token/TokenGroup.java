package dev.cairn.cli.token;

import picocli.CommandLine.Command;

/** {@code cairn token}. */
@Command(name = "token", description = "API tokens; only their hash is stored.")
public final class TokenGroup {}

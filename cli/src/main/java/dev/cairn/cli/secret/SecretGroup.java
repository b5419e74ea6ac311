package dev.cairn.cli.secret;

import picocli.CommandLine.Command;

/** {@code cairn secret}. */
@Command(name = "secret", description = "Stored credentials, one secret a database.")
public final class SecretGroup {}

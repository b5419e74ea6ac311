package dev.cairn.cli.secret;

import picocli.CommandLine.Command;

/** {@code cairn secret}. */
@Command(
    name = "secret",
    description = "Stored credentials, one secret a database.",
    subcommands = {ListSecrets.class, GetSecret.class})
public final class SecretGroup {}

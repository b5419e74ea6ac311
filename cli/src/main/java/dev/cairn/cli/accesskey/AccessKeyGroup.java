package dev.cairn.cli.accesskey;

import picocli.CommandLine.Command;

/** {@code cairn access-key}. */
@Command(
    name = "access-key",
    description = "Keys with which the AWS CLI and SDKs read secrets here.")
public final class AccessKeyGroup {}

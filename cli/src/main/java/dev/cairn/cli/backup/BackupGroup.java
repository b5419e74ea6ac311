package dev.cairn.cli.backup;

import picocli.CommandLine.Command;

/** {@code cairn backup}. */
@Command(
    name = "backup",
    description = "Final backups of removed databases.",
    subcommands = {ListBackups.class, DeleteBackup.class})
public final class BackupGroup {}

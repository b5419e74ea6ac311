package dev.cairn.cli.backup;

import picocli.CommandLine.Command;

/** {@code cairn backup}. */
@Command(name = "backup", description = "Final backups of removed databases.")
public final class BackupGroup {}

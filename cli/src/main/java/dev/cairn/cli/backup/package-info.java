/** {@code cairn backup}: final backups of removed databases. */
@NullMarked
package dev.cairn.cli.backup;

import org.jspecify.annotations.NullMarked;

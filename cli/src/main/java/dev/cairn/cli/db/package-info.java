/** {@code cairn db}. */
@NullMarked
package dev.cairn.cli.db;

import org.jspecify.annotations.NullMarked;

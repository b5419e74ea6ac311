/** {@code cairn activity}. */
@NullMarked
package dev.cairn.cli.activity;

import org.jspecify.annotations.NullMarked;

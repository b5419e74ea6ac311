/** {@code cairn stage}. */
@NullMarked
package dev.cairn.cli.stage;

import org.jspecify.annotations.NullMarked;

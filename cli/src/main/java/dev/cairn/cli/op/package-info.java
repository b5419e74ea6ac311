/** {@code cairn op}: operations. */
@NullMarked
package dev.cairn.cli.op;

import org.jspecify.annotations.NullMarked;

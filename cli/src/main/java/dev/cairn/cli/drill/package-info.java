/** {@code cairn drill}: what would happen, tried apart from everything. */
@NullMarked
package dev.cairn.cli.drill;

import org.jspecify.annotations.NullMarked;

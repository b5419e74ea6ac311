/** {@code cairn stack}. */
@NullMarked
package dev.cairn.cli.stack;

import org.jspecify.annotations.NullMarked;

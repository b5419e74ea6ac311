/** {@code cairn user}. */
@NullMarked
package dev.cairn.cli.user;

import org.jspecify.annotations.NullMarked;

/** {@code cairn token}. */
@NullMarked
package dev.cairn.cli.token;

import org.jspecify.annotations.NullMarked;

/** {@code cairn secret}. */
@NullMarked
package dev.cairn.cli.secret;

import org.jspecify.annotations.NullMarked;

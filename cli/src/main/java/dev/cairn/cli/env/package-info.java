/** {@code cairn env}: runtime variables. */
@NullMarked
package dev.cairn.cli.env;

import org.jspecify.annotations.NullMarked;

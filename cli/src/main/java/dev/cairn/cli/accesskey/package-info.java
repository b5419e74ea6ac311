/** {@code cairn access-key}. */
@NullMarked
package dev.cairn.cli.accesskey;

import org.jspecify.annotations.NullMarked;

/**
 * The words everything else is written in: names, references, sizes, secrets that cannot be
 * printed, problems that say what to do next. Imports {@code java.*} only. Begin with {@link
 * dev.cairn.core.Problem}.
 */
@NullMarked
package dev.cairn.core;

import org.jspecify.annotations.NullMarked;

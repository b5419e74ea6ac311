/** Redis as pure values: configuration text, commands, variables. No I/O. */
@NullMarked
package dev.cairn.engine.redis;

import org.jspecify.annotations.NullMarked;

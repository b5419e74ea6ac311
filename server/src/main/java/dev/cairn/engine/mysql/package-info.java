/** MySQL as pure values: configuration text, commands, variables. No I/O. */
@NullMarked
package dev.cairn.engine.mysql;

import org.jspecify.annotations.NullMarked;

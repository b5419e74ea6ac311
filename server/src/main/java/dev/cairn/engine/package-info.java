/**
 * What Cairn knows about database engines: versions, types, settings, commands. Pure values, no
 * I/O. Begin with {@link dev.cairn.engine.Engine}.
 */
@NullMarked
package dev.cairn.engine;

import org.jspecify.annotations.NullMarked;

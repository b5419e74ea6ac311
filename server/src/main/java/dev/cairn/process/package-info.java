/**
 * Processes of this machine: starts them so that they outlive Cairn, knows them again after a
 * restart, ends them, and runs short commands. The only user of {@link java.lang.ProcessBuilder}.
 * Knows {@code /proc}, not what a process is for. Begin with {@link dev.cairn.process.Processes}.
 */
@NullMarked
package dev.cairn.process;

import org.jspecify.annotations.NullMarked;

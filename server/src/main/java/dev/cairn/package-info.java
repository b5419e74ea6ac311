/**
 * The control plane. {@link dev.cairn.Main} is the way in, {@link dev.cairn.Wiring} constructs
 * every service: reading it teaches the system. {@link dev.cairn.Server} starts and ends them.
 */
@NullMarked
package dev.cairn;

import org.jspecify.annotations.NullMarked;

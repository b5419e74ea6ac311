/**
 * The control plane. {@link dev.cairn.Main} is the way in, {@link dev.cairn.Wiring} constructs
 * every service: reading it teaches the system.
 */
@NullMarked
package dev.cairn;

import org.jspecify.annotations.NullMarked;

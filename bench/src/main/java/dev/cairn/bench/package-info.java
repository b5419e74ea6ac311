/**
 * Drives the packaged product from outside and measures it: an {@link dev.cairn.bench.Installation}
 * of its own, a load of requests, the same job by hand, tables of medians. Knows no class of the
 * server, but for the key that {@link dev.cairn.bench.Administrators} asks the packaged one for.
 * {@code bench/run} runs all of it.
 */
@NullMarked
package dev.cairn.bench;

import org.jspecify.annotations.NullMarked;

/**
 * Measures the edge beside the proxies that people know, all in front of one small application, on
 * loopback and in one run. Begin with {@link EdgeBench}.
 */
@NullMarked
package dev.cairn.bench.edge;

import org.jspecify.annotations.NullMarked;

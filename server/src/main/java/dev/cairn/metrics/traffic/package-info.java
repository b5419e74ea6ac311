/**
 * Requests of stages, as the edge counts them: the last counters, minutes of 24 hours in a ring of
 * fixed size, and words for why requests were refused. Knows the edge through {@link
 * dev.cairn.provider.Router} alone. Begin with {@link dev.cairn.metrics.traffic.TrafficSampler}.
 */
@NullMarked
package dev.cairn.metrics.traffic;

import org.jspecify.annotations.NullMarked;

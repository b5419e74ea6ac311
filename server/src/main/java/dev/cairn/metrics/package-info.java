/**
 * Figures of databases, kept for 24 hours in a ring of fixed size, what they foretell, and the same
 * for Prometheus. Knows nothing of engines: it asks the provider through {@link
 * dev.cairn.database.Databases}. Micrometer and the Prometheus client are used here alone. Begin
 * with {@link dev.cairn.metrics.Sampler}.
 */
@NullMarked
package dev.cairn.metrics;

import org.jspecify.annotations.NullMarked;

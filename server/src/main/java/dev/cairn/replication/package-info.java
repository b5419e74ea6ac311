/**
 * Read replicas: databases of another stage that follow a primary and show its data. A use case of
 * its own: {@code dev.cairn.database} knows only who follows whom. Begin with {@link
 * dev.cairn.replication.Replicas}.
 */
@NullMarked
package dev.cairn.replication;

import org.jspecify.annotations.NullMarked;

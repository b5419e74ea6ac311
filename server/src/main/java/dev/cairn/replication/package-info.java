/**
 * Read replicas: databases of another stage that follow a primary and show its data. A use case of
 * its own: {@code dev.cairn.database} knows only who follows whom. Begin with {@link
 * dev.cairn.replication.Replicas}. How one takes the place of its primary stands in {@code
 * promotion}, that being tried in {@code drill}, and who reads where in {@code reader}.
 */
@NullMarked
package dev.cairn.replication;

import org.jspecify.annotations.NullMarked;

/**
 * Read replicas: databases of another stage that follow a primary and show its data. A use case of
 * its own: {@code dev.cairn.database} knows only who follows whom. Begin with {@link
 * dev.cairn.replication.Replicas}, and with {@link dev.cairn.replication.Promotions} for how one
 * takes the place of its primary: what that means to applications is known where they are run.
 */
@NullMarked
package dev.cairn.replication;

import org.jspecify.annotations.NullMarked;

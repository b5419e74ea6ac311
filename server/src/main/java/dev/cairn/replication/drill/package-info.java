/**
 * Promotions that are tried with a throw-away replica, apart from everything, and what came of
 * them. Begin with {@link dev.cairn.replication.drill.Drills}.
 */
@NullMarked
package dev.cairn.replication.drill;

import org.jspecify.annotations.NullMarked;

/**
 * A replica takes the writes in place of its primary: planned, where that answers, or in its place.
 * Begin with {@link dev.cairn.replication.promotion.Promotions}; what that means to applications is
 * known where they are run.
 */
@NullMarked
package dev.cairn.replication.promotion;

import org.jspecify.annotations.NullMarked;

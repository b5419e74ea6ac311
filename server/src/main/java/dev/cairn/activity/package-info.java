/**
 * The append-only record of who changed what, from what to what. Rows are written in the
 * transaction of the change, so neither is there without the other. Knows nothing of what is
 * changed. Begin with {@link dev.cairn.activity.Activity}.
 */
@NullMarked
package dev.cairn.activity;

import org.jspecify.annotations.NullMarked;

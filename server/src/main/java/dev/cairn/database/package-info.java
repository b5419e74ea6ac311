/**
 * A stage's databases: add, resize, remove, bring back. Knows nothing of containers or processes:
 * it asks the provider of the stage's target. Begin with {@link dev.cairn.database.Databases}.
 */
@NullMarked
package dev.cairn.database;

import org.jspecify.annotations.NullMarked;

/**
 * Cairn's own state: connections, transactions, schema. Knows no table by name but those of the
 * migration tool. Begin with {@link dev.cairn.db.StateDatabase}.
 */
@NullMarked
package dev.cairn.db;

import org.jspecify.annotations.NullMarked;

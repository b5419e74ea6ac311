/**
 * From which database of its family a stage's applications read. Begin with {@link
 * dev.cairn.replication.reader.Readers}.
 */
@NullMarked
package dev.cairn.replication.reader;

import org.jspecify.annotations.NullMarked;

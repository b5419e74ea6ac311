/** PostgreSQL as pure values: configuration text, access list, commands, SQL. No I/O. */
@NullMarked
package dev.cairn.engine.postgres;

import org.jspecify.annotations.NullMarked;

/**
 * MySQL as pure values: configuration text, commands, SQL, variables. No I/O. Begin with {@link
 * dev.cairn.engine.mysql.MySqlConf}.
 */
@NullMarked
package dev.cairn.engine.mysql;

import org.jspecify.annotations.NullMarked;

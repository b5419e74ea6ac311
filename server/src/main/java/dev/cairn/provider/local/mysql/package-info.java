/**
 * MySQL as processes of this machine: its programs, settings, logins and sessions. Knows no other
 * engine. Begin with {@link dev.cairn.provider.local.mysql.MySqlEngine}.
 */
@NullMarked
package dev.cairn.provider.local.mysql;

import org.jspecify.annotations.NullMarked;

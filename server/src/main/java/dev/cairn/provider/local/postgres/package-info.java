/**
 * PostgreSQL as processes of this machine: its programs, settings, logins and sessions. Knows no
 * other engine. Begin with {@link dev.cairn.provider.local.postgres.PostgresEngine}.
 */
@NullMarked
package dev.cairn.provider.local.postgres;

import org.jspecify.annotations.NullMarked;

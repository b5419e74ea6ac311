/**
 * Redis as processes of this machine: its programs, settings, logins and sessions. Knows no other
 * engine. Begin with {@link dev.cairn.provider.local.redis.RedisEngine}.
 */
@NullMarked
package dev.cairn.provider.local.redis;

import org.jspecify.annotations.NullMarked;

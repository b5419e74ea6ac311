/**
 * Databases that were there before Cairn, looked at from this machine: with sockets, JDBC and the
 * protocol of Redis. Sends nothing that could change them. Begin with {@link
 * dev.cairn.provider.local.existing.LocalExisting}.
 */
@NullMarked
package dev.cairn.provider.local.existing;

import org.jspecify.annotations.NullMarked;

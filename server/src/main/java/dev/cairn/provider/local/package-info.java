/**
 * This machine as a place for databases, which run as processes that outlive Cairn: the provider,
 * and which engines there are. Below it each engine has a package, on what is one for all of them
 * in {@link dev.cairn.provider.local.instance}. Knows nothing of Cairn's own tables. Begin with
 * {@link dev.cairn.provider.local.LocalDatabases}.
 */
@NullMarked
package dev.cairn.provider.local;

import org.jspecify.annotations.NullMarked;

/**
 * This machine as a place for databases: data directories, ports, certificates, adoption of
 * processes that outlived an earlier Cairn. Acts through {@link dev.cairn.process}; knows nothing
 * of Cairn's own tables. Begin with {@link dev.cairn.provider.local.LocalDatabases}.
 */
@NullMarked
package dev.cairn.provider.local;

import org.jspecify.annotations.NullMarked;

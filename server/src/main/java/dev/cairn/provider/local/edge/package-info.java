/**
 * The edge as the server sees it: a file of routes, a process that outlives the server, a status
 * page. Knows how to install and run it, nothing of how it forwards. Begin with {@link
 * dev.cairn.provider.local.edge.EdgeRouter}.
 */
@NullMarked
package dev.cairn.provider.local.edge;

import org.jspecify.annotations.NullMarked;

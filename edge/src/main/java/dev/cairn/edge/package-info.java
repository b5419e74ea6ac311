/**
 * The data plane: takes the requests of every stage's stable address to the release that is live.
 * It knows one file, {@code routes.json}, and nothing of the server, its database or its sessions,
 * so it keeps serving while the server is away or being upgraded. A client's connection and those
 * to applications for it are on one event loop, a {@link Worker}, and need no locks; what loops
 * share is in {@link Shares}. Begin with {@link Edge}, and for one request with {@link Client}, or
 * with {@link Streams} where it comes in HTTP/2.
 */
@NullMarked
package dev.cairn.edge;

import org.jspecify.annotations.NullMarked;

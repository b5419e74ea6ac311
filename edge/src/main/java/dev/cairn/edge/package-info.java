/**
 * The data plane: takes the requests of every stage's stable address to the release that is live.
 * It knows one file, {@code routes.json}, and nothing of the server, its database or its sessions,
 * so it keeps serving while the server is away or being upgraded. Everything runs on one event loop
 * and so needs no locks; only {@link RoutesFile} has a thread of its own. Begin with {@link Edge}.
 */
@NullMarked
package dev.cairn.edge;

import org.jspecify.annotations.NullMarked;

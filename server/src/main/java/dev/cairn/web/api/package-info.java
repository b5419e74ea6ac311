/**
 * The REST API. A {@code …Api} class per noun lists its {@link dev.cairn.web.api.Route}s; each
 * handler parses, calls a use case and answers a wire record of {@code dev.cairn.api}. What a role
 * may do stands at the route, so that no handler can forget it. Knows no SQL and no provider. Begin
 * with {@link dev.cairn.web.api.RestApi}.
 */
@NullMarked
package dev.cairn.web.api;

import org.jspecify.annotations.NullMarked;

/**
 * The console: the same use cases as the REST API, as pages. A {@code …Pages} class parses,
 * authorizes, calls a use case and turns the answer into a {@code …View}, a record of texts that a
 * template of the same name renders; templates decide nothing. Knows no SQL, no provider, and no
 * session: who asks comes from {@link dev.cairn.web.console.Visits}. Begin with {@link
 * dev.cairn.web.console.Console}.
 */
@NullMarked
package dev.cairn.web.console;

import org.jspecify.annotations.NullMarked;

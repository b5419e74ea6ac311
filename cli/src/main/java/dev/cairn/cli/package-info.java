/**
 * The command {@code cairn}: a thin client of the REST API, one class a verb. Knows no class of the
 * server; what it cannot ask for over HTTP (starting the server) stands in {@code installation}.
 * Begin with {@link dev.cairn.cli.Main}.
 */
@NullMarked
package dev.cairn.cli;

import org.jspecify.annotations.NullMarked;

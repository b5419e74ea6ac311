/**
 * The HTTP server and what holds for every request: which hosts are served, who asks, that a form
 * was sent by Cairn's own page, headers, files, errors as problems. Knows no stack and no database:
 * those are {@code web.api} (JSON) and {@code web.console} (pages), each a {@link
 * dev.cairn.web.Site}. Begin with {@link dev.cairn.web.WebServer}.
 */
@NullMarked
package dev.cairn.web;

import org.jspecify.annotations.NullMarked;

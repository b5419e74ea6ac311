/**
 * The HTTP server and what holds for every request: which hosts are served, who asks, that a form
 * was sent by Cairn's own page, headers, files, errors as problems. Decides nothing about stacks or
 * databases: {@code web.api} (JSON) and {@code web.console} (pages), each a {@link
 * dev.cairn.web.Site}, hand requests on to the {@link dev.cairn.web.UseCases}. Begin with {@link
 * dev.cairn.web.WebServer}.
 */
@NullMarked
package dev.cairn.web;

import org.jspecify.annotations.NullMarked;

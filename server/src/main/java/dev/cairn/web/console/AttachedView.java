package dev.cairn.web.console;

/**
 * An attached database: what Cairn knows, and how to reach it otherwise or not at all.
 *
 * @param where its address
 */
record AttachedView(DatabaseView database, String where, Form replace, Form detach) {}

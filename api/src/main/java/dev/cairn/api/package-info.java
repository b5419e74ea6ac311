/**
 * The REST API as records, and a client for it. Server and command line share them, so that a field
 * has one name. Knows Jackson and {@code java.net.http}, nothing of the server. Begin with {@link
 * dev.cairn.api.ApiClient}.
 */
@NullMarked
package dev.cairn.api;

import org.jspecify.annotations.NullMarked;

/**
 * What commands share: where the server is, how to sign in, how to follow what was started. Begin
 * with {@link dev.cairn.cli.session.ServerCommand}.
 */
@NullMarked
package dev.cairn.cli.session;

import org.jspecify.annotations.NullMarked;

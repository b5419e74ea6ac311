/**
 * Who may do what: users and their roles, API tokens, browser sessions, one-time sign-in links,
 * passwords, access keys. Only a hash is kept of every secret but an access key's, which is sealed:
 * verifying a signature takes it. Knows no HTTP: cookies and headers are the web's. Begin with
 * {@link dev.cairn.access.Authorizer} for what roles may do and {@link dev.cairn.access.SignIn} for
 * how somebody becomes a user.
 */
@NullMarked
package dev.cairn.access;

import org.jspecify.annotations.NullMarked;

/**
 * Who may do what: users and their roles, API tokens, browser sessions, one-time sign-in links,
 * passwords. Of every secret only a hash is kept. Knows no HTTP: cookies and headers are the web's.
 * Begin with {@link dev.cairn.access.Authorizer} for what roles may do and {@link
 * dev.cairn.access.SignIn} for how somebody becomes a user.
 */
@NullMarked
package dev.cairn.access;

import org.jspecify.annotations.NullMarked;

/**
 * Credentials of databases, sealed with the installation's master key. Knows nothing of how a
 * database comes to be. Begin with {@link dev.cairn.secret.Secrets}; {@link
 * dev.cairn.secret.MasterKey} is the one file that must be kept beside the state.
 */
@NullMarked
package dev.cairn.secret;

import org.jspecify.annotations.NullMarked;

/**
 * Credentials of databases in versions, sealed with the installation's master key, and the change
 * of that key. Knows nothing of how a database comes to be. Begin with {@link
 * dev.cairn.secret.Secrets}; {@link dev.cairn.secret.MasterKey} is the one file that must be kept
 * beside the state; {@link dev.cairn.secret.Sealer} is for others who keep something sealed, each
 * of whom answers to {@link dev.cairn.secret.SealedRows}.
 */
@NullMarked
package dev.cairn.secret;

import org.jspecify.annotations.NullMarked;

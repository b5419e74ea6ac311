/**
 * {@code cairn db extension}: what PostgreSQL has beyond its core. Begin with {@link
 * dev.cairn.cli.extension.ExtensionGroup}.
 */
@NullMarked
package dev.cairn.cli.extension;

import org.jspecify.annotations.NullMarked;

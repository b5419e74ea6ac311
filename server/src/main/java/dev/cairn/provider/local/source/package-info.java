/**
 * Where an application's code comes from: the files of a directory as its author sees them, and Git
 * repositories. Knows neither containers nor processes. Begin with {@link
 * dev.cairn.provider.local.source.SourceTree}.
 */
@NullMarked
package dev.cairn.provider.local.source;

import org.jspecify.annotations.NullMarked;

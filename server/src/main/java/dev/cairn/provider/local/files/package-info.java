/**
 * Trees of files that others can write too, on the disks of this machine: walked, copied, given
 * away, brought to disk and removed without going by path names. Knows neither databases nor
 * applications. Begin with {@link dev.cairn.provider.local.files.Trees}.
 */
@NullMarked
package dev.cairn.provider.local.files;

import org.jspecify.annotations.NullMarked;

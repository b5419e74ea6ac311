/**
 * The interface between what is wanted and a place where it can run: ensure, observe, remove. No
 * technology inside. Begin with {@link dev.cairn.provider.DatabaseProvider}.
 */
@NullMarked
package dev.cairn.provider;

import org.jspecify.annotations.NullMarked;

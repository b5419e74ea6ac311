/**
 * The tree that users think in: stacks and their stages, in order. Begin with {@link
 * dev.cairn.stack.Stacks}.
 */
@NullMarked
package dev.cairn.stack;

import org.jspecify.annotations.NullMarked;

/**
 * {@code cairn.yaml}: what it says, what would change, making it so, and writing it for a living
 * stack. Never removes a database or a stage. Acts only through the use cases of stacks, databases
 * and services. Begin with {@link dev.cairn.manifest.Manifests}.
 */
@NullMarked
package dev.cairn.manifest;

import org.jspecify.annotations.NullMarked;

/**
 * The application of a stage: sources, builds, runtime variables, releases. Begin with {@link
 * dev.cairn.service.Services}.
 */
@NullMarked
package dev.cairn.service;

import org.jspecify.annotations.NullMarked;

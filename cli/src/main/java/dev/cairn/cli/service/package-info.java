/** The application of a stage: deploy, releases, rollback, logs. */
@NullMarked
package dev.cairn.cli.service;

import org.jspecify.annotations.NullMarked;

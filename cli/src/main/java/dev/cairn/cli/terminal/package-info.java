/**
 * Writing for people and for programs: tables, JSON, live progress, questions. Knows no command.
 */
@NullMarked
package dev.cairn.cli.terminal;

import org.jspecify.annotations.NullMarked;

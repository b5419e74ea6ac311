/**
 * The installation as a whole: up, down, status, doctor, login. Begin with {@link
 * dev.cairn.cli.installation.Up}.
 */
@NullMarked
package dev.cairn.cli.installation;

import org.jspecify.annotations.NullMarked;

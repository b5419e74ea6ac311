package dev.cairn.web.console;

import java.util.Optional;

/**
 * The door.
 *
 * @param link the one-time link's token, where the user came by one; consumed by the button, so
 *     that a program that looks at links ahead does not use it up
 */
record SignInView(Form form, Optional<String> link, String next) {}

package dev.cairn.web.console;

/** A text that leads somewhere. */
record Link(String text, String href) {}

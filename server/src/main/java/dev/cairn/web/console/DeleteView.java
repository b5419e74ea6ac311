package dev.cairn.web.console;

/** Asks for a name to be typed before something goes. */
record DeleteView(
    String title,
    String consequence,
    String action,
    String confirm,
    String button,
    String back,
    Form form) {}

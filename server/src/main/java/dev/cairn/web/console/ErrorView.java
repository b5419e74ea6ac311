package dev.cairn.web.console;

/** A page that could not be shown. */
record ErrorView(int status, String title, ProblemView problem, Link back) {}

package dev.cairn.web.console;

import java.util.List;

/** The form for a new stage. */
record NewStageView(
    String stack, String stackHref, List<String> stages, Form form, String defaultDatabase) {}

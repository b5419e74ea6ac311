package dev.cairn.web;

import dev.cairn.core.Problem;

/** Renders a problem for a browser: the console's doing. */
@FunctionalInterface
public interface ErrorPage {
  /** The whole page as HTML. The caller sets the status. */
  String render(int status, Problem problem, Caller caller);
}

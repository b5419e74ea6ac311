package dev.cairn.web.console;

import java.util.List;

/**
 * The form for a database that is there already.
 *
 * @param variables what the application gets, by engine
 * @param hasApplication whether there is one to redeploy
 */
record AttachView(
    StageHead head,
    Origins origins,
    List<EngineChoice> engines,
    List<Given> variables,
    boolean hasApplication,
    Form form) {

  /** An engine that can be attached. */
  record EngineChoice(String id, String name) {}

  /** What an application gets for a database of that engine. */
  record Given(String engine, List<String> names) {}
}

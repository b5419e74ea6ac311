package dev.cairn.web.console;

import dev.cairn.core.Problem;
import dev.cairn.core.Violation;
import dev.cairn.service.DotEnv;
import dev.cairn.service.Variable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The variables that users set as one text to edit. Secrets are masked, and stay so. */
final class VariableText {
  private static final int MOST_SHOWN = 2000;

  private VariableText() {}

  /** What an edited text comes to. */
  record Wanted(Map<String, String> set, Set<String> unset) {}

  static String of(List<Variable> variables) {
    return DotEnv.write(editable(variables));
  }

  /** What differs from the variables of now; what the text leaves out is unset. */
  static Wanted wanted(List<Variable> variables, String text) {
    var before = editable(variables);
    var set = new LinkedHashMap<String, String>();
    var typed = DotEnv.read(text);
    requireNoMask(before, typed);
    typed.forEach(
        (name, value) -> {
          if (!value.equals(before.get(name))) {
            set.put(name, value);
          }
        });
    var unset = new TreeSet<>(before.keySet());
    unset.removeAll(typed.keySet());
    return new Wanted(set, unset);
  }

  private static void requireNoMask(Map<String, String> before, Map<String, String> typed) {
    var copied =
        typed.entrySet().stream()
            .filter(it -> it.getValue().equals(Snippets.MASK))
            .filter(it -> !Snippets.MASK.equals(before.get(it.getKey())))
            .map(it -> new Violation("dotenv", it.getKey() + " has only dots for a value"))
            .toList();
    if (!copied.isEmpty()) {
      throw Problem.invalid(
              "missing-value",
              "The dots stand for a secret that is not shown, under its own name only.",
              "Type the value.")
          .withViolations(copied)
          .toException();
    }
  }

  private static Map<String, String> editable(List<Variable> variables) {
    var all = new LinkedHashMap<String, String>();
    for (var one : variables) {
      switch (one.origin()) {
        case Variable.Origin.Generated _ -> {}
        case Variable.Origin.Literal _ ->
            all.put(one.name(), one.secret() ? Snippets.MASK : one.value().reveal());
        case Variable.Origin.SecretReference secret ->
            all.put(one.name(), "secret:" + secret.secret() + "#" + secret.key());
      }
    }
    return all;
  }

  /** HTML takes each of CR, LF and both for the end of a line. */
  static String asBrowsersSend(String value) {
    return value.replace("\r\n", "\n").replace('\r', '\n');
  }

  /** A page of values is to look at; a long one is cut. */
  static String shown(String value) {
    return value.length() <= MOST_SHOWN
        ? value
        : value.substring(0, MOST_SHOWN / 10) + "… (" + value.length() + " characters)";
  }
}

package dev.cairn.service;

import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.provider.ReleaseInstance.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a build gets of a stage's variables, by name. Pure. */
record BuildValues(
    SortedMap<String, String> variables, SortedMap<String, Sensitive<String>> secrets) {

  /**
   * Of the variables that the stage has now.
   *
   * @throws dev.cairn.core.ProblemException {@code build-variable-secret}, or {@code
   *     build-variable-missing} where the stage has no variable of a name
   */
  static BuildValues of(StageRef stage, ServiceSpec spec, List<Variable> effective) {
    check(stage, spec, effective);
    var known = byName(effective);
    var missing = new ArrayList<String>();
    var variables = new TreeMap<String, String>();
    var secrets = new TreeMap<String, Sensitive<String>>();
    if (spec.source() instanceof Source.Image) {
      return new BuildValues(variables, secrets);
    }
    spec.build()
        .variables()
        .forEach(
            (name, literal) ->
                literal
                    .or(() -> find(known, name).map(it -> it.value().reveal()))
                    .ifPresentOrElse(it -> variables.put(name, it), () -> missing.add(name)));
    for (var name : spec.build().secrets()) {
      find(known, name)
          .ifPresentOrElse(it -> secrets.put(name, it.value()), () -> missing.add(name));
    }
    if (!missing.isEmpty()) {
      throw missing(stage, missing).toException();
    }
    return new BuildValues(variables, secrets);
  }

  /** Refuses a secret among the variables: they stay in an image, and in what a build prints. */
  static void check(StageRef stage, ServiceSpec spec, List<Variable> effective) {
    var known = byName(effective);
    var secret =
        referenced(spec).stream()
            .filter(name -> find(known, name).filter(Variable::secret).isPresent())
            .toList();
    if (!secret.isEmpty()) {
      throw Problem.invalid(
              "build-variable-secret",
              "The application of "
                  + stage
                  + " cannot be built with "
                  + String.join(", ", secret)
                  + " among its buildVariables: it is secret, and a build variable is not.",
              "Name it in buildSecrets instead.")
          .toException();
    }
  }

  /** Names of variables of the stage that build variables take their values from. */
  static List<String> referenced(ServiceSpec spec) {
    return spec.build().variables().entrySet().stream()
        .filter(it -> it.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Map<String, Variable> byName(List<Variable> variables) {
    var all = new HashMap<String, Variable>();
    variables.forEach(it -> all.put(it.name(), it));
    return all;
  }

  private static Optional<Variable> find(Map<String, Variable> known, String name) {
    return Optional.ofNullable(known.get(name));
  }

  private static Problem missing(StageRef stage, List<String> names) {
    return Problem.conflict(
        "build-variable-missing",
        "The application of "
            + stage
            + " cannot be built: its build needs the variable "
            + String.join(" and ", names)
            + ", which the stage has not.",
        "Set it: cairn env set " + stage + " " + names.getFirst() + "=…");
  }
}

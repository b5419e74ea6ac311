package dev.cairn.manifest;

import dev.cairn.database.Database;
import dev.cairn.database.TuningSpec;
import dev.cairn.database.Tunings;
import java.util.ArrayList;
import java.util.List;

/** Holds what a file says of a database beyond its type against what that has. */
record TuningComparison(Tunings tunings) {

  /** What of it is not so, and sentences about it. */
  record Differing(TuningSpec spec, List<String> sentences, List<String> unnamed) {}

  Differing of(Database database, TuningSpec wanted) {
    var ref = database.ref();
    var spec = tunings.differing(database, wanted);
    var has = tunings.get(ref);
    var unnamed = new ArrayList<String>();
    has.settings().keySet().stream()
        .filter(name -> !names(wanted, name))
        .forEach(name -> unnamed.add("the setting " + name + " of " + ref));
    has.extensions().stream()
        .filter(name -> !wanted.added().contains(name))
        .forEach(name -> unnamed.add("the extension " + name + " of " + ref));
    return new Differing(spec, sentences(spec, ref.toString()), unnamed);
  }

  /** Engines but Redis write them with either. */
  private static boolean names(TuningSpec wanted, String name) {
    return wanted.settings().containsKey(name)
        || wanted.settings().containsKey(name.replace('_', '-'));
  }

  static List<String> sentences(TuningSpec spec, String ref) {
    var sentences = new ArrayList<String>();
    spec.settings()
        .forEach(
            (name, value) ->
                sentences.add(
                    value.isEmpty()
                        ? "take back " + name + " of " + ref
                        : "set " + name + " of " + ref + " to " + value));
    spec.added().forEach(name -> sentences.add("add the extension " + name + " to " + ref));
    spec.createsDatabases()
        .ifPresent(
            may ->
                sentences.add(
                    (may ? "let" : "no longer let")
                        + " the application create databases beside "
                        + ref));
    return sentences;
  }
}

package dev.cairn.engine;

import dev.cairn.core.Sentence;
import dev.cairn.core.Suggestions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which settings of an engine people may choose, and why others not.
 *
 * @param settings by group, as people look for them
 * @param refused why, by name, or by its beginning with {@code *} behind it
 */
public record Catalogue(List<Setting> settings, Map<String, String> refused) {
  public Catalogue {
    settings = List.copyOf(settings);
    refused = Map.copyOf(refused);
  }

  /** A setting that cannot be had, why, and what instead. */
  public record Refusal(String code, String message, String suggestion) {}

  public Optional<Setting> find(String name) {
    return settings.stream().filter(it -> it.name().equals(name)).findFirst();
  }

  public Collection<String> names() {
    return settings.stream().map(Setting::name).toList();
  }

  /**
   * Why a value cannot be had; empty where it can.
   *
   * @param major of the engine's version
   */
  public Optional<Refusal> refusal(String name, String value, InstanceType type, int major) {
    var found = find(name);
    if (found.isEmpty()) {
      return Optional.of(
          reason(name)
              .map(
                  why ->
                      new Refusal(
                          "setting-not-yours",
                          name + " cannot be set: " + Sentence.ended(why),
                          "cairn db settings DB --all lists those that can."))
              .orElseGet(
                  () ->
                      new Refusal(
                          "unknown-setting",
                          "There is no setting \"" + name + "\" that can be chosen.",
                          (Suggestions.sentence(name, names(), "")
                                  + " cairn db settings DB --all lists those that can.")
                              .strip())));
    }
    var setting = found.get();
    if (setting.since() > major) {
      return Optional.of(
          new Refusal(
              "unknown-setting",
              name + " is known from version " + setting.since() + " on.",
              "Leave it out."));
    }
    return setting
        .wrong(value, type)
        .map(
            wrong ->
                new Refusal(
                    "invalid-setting",
                    name + "=" + value + ": " + wrong + ".",
                    "Choose another value."));
  }

  private Optional<String> reason(String name) {
    return Optional.ofNullable(refused.get(name))
        .or(
            () ->
                refused.entrySet().stream()
                    .filter(it -> it.getKey().endsWith("*"))
                    .filter(
                        it -> name.startsWith(it.getKey().substring(0, it.getKey().length() - 1)))
                    .map(Map.Entry::getValue)
                    .findFirst());
  }
}

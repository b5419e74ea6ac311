package dev.cairn.service;

import dev.cairn.db.Json;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A {@link ServiceSpec} as it stands in a {@code jsonb} column. */
record SpecJson(
    String kind,
    String source,
    String ref,
    Optional<String> build,
    Optional<String> run,
    Optional<String> release,
    int port,
    Optional<String> health,
    Optional<RuntimeKind> runtime) {

  static String write(ServiceSpec spec) {
    var flat =
        switch (spec.source()) {
          case Source.Directory(Path path) -> of("directory", path.toString(), "", spec);
          case Source.Git(String url, String ref) -> of("git", url, ref, spec);
          case Source.Image(String name) -> of("image", name, "", spec);
        };
    return Json.write(flat);
  }

  /** What is given, under the names that people write in a {@code cairn.yaml}. */
  static Map<String, String> fields(ServiceSpec spec) {
    var fields = new TreeMap<String, String>();
    switch (spec.source()) {
      case Source.Directory(Path path) -> fields.put("source", path.toString());
      case Source.Git(String url, String ref) -> fields.put("git", url + "#" + ref);
      case Source.Image(String name) -> fields.put("image", name);
    }
    spec.build().ifPresent(it -> fields.put("build", it));
    spec.run().ifPresent(it -> fields.put("run", it));
    spec.release().ifPresent(it -> fields.put("release", it));
    fields.put("port", Integer.toString(spec.port()));
    spec.health().ifPresent(it -> fields.put("health", it));
    spec.runtime().ifPresent(it -> fields.put("runtime", it.name().toLowerCase(Locale.ROOT)));
    return fields;
  }

  static ServiceSpec read(String json) {
    var flat = Json.read(json, SpecJson.class);
    var source =
        switch (flat.kind) {
          case "directory" -> new Source.Directory(Path.of(flat.source));
          case "git" -> new Source.Git(flat.source, flat.ref);
          case "image" -> new Source.Image(flat.source);
          default -> throw new IllegalStateException("unknown kind of source " + flat.kind);
        };
    return new ServiceSpec(
        source, flat.build, flat.run, flat.release, flat.port, flat.health, flat.runtime);
  }

  private static SpecJson of(String kind, String source, String ref, ServiceSpec spec) {
    return new SpecJson(
        kind,
        source,
        ref,
        spec.build(),
        spec.run(),
        spec.release(),
        spec.port(),
        spec.health(),
        spec.runtime());
  }
}

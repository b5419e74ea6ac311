package dev.cairn.bench;

import dev.cairn.api.ApiClient;
import dev.cairn.api.ManifestRequest;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Brings applications to life and knows when a change of theirs is done. */
final class Applications {
  /** The smallest one there is; it answers what its variable GREETING says. */
  static final Path HELLO = Installation.REPOSITORY.resolve("bench/src/main/hello");

  private final ApiClient api;

  Applications(ApiClient api) {
    this.api = api;
  }

  /** Brings {@link #HELLO} to life as STACK/dev and returns its address. */
  URI hello(String stack, String runtime) {
    var manifest =
        """
        stack: %s
        service:
          source: .
          runtime: %s
        %s  port: 8000
        stages:
          - name: dev
            variables:
              GREETING: hello
        """
            .formatted(
                stack,
                runtime,
                runtime.equals("process")
                    ? "  run: java -Xmx32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 Hello.java\n"
                    : "");
    apply(manifest, HELLO);
    return URI.create(api.service(stack + "/dev").address()).resolve("/");
  }

  /** Makes what a manifest says true; its sources are taken from the directory. */
  void apply(String manifest, Path directory) {
    var base = Optional.of(directory.toString());
    api.apply(new ManifestRequest(manifest, base, Map.of(), Optional.empty(), false))
        .operations()
        .forEach(operation -> Operations.await(api, operation.id()));
  }
}

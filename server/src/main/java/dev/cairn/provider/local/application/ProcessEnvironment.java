package dev.cairn.provider.local.application;

import dev.cairn.core.Sensitive;
import dev.cairn.provider.ReleaseInstance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a release's programs find in their environment: its variables, and of Cairn's own only PATH,
 * JAVA_HOME and, for builds, proxies.
 */
record ProcessEnvironment(Map<String, String> cairnEnvironment, ReleaseFiles files) {
  private static final List<String> PROXY_VARIABLES =
      List.of("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY");

  ProcessEnvironment {
    cairnEnvironment = Map.copyOf(cairnEnvironment);
  }

  /** Of the application, and of its release command. */
  Map<String, String> ofRun(ReleaseInstance release, int port) {
    var all = base(release);
    release.variables().forEach((name, value) -> all.put(name, value.reveal()));
    all.put("PORT", String.valueOf(port));
    return all;
  }

  Map<String, String> ofBuild(ReleaseInstance release) {
    var all = base(release);
    for (var name : PROXY_VARIABLES) {
      if (cairnEnvironment.containsKey(name)) {
        all.put(name, cairnEnvironment.getOrDefault(name, ""));
      }
    }
    all.putAll(release.build().variables());
    release.build().secrets().forEach((name, value) -> all.put(name, value.reveal()));
    return all;
  }

  /**
   * What is said to be a secret is one. Other short values are no secrets and would blot out half
   * of the log.
   */
  static List<Sensitive<String>> secrets(ReleaseInstance release) {
    return Stream.concat(
            release.build().secrets().values().stream(),
            release.variables().values().stream().filter(it -> it.reveal().length() >= 16))
        .toList();
  }

  private Map<String, String> base(ReleaseInstance release) {
    var all = new LinkedHashMap<String, String>();
    var path = cairnEnvironment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    var java = cairnEnvironment.getOrDefault("JAVA_HOME", "");
    all.put("PATH", java.isEmpty() ? path : java + "/bin:" + path);
    if (!java.isEmpty()) {
      all.put("JAVA_HOME", java);
    }
    all.put("LANG", "C.UTF-8");
    all.put("HOME", files.home(release.stage()).toString());
    return all;
  }
}

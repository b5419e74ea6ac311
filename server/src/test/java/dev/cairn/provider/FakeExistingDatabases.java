package dev.cairn.provider;

import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Databases in memory that somebody else runs: those that a test breaks do not answer. */
public final class FakeExistingDatabases implements ExistingDatabases {
  private final Map<String, Problem> broken = new ConcurrentHashMap<>();
  private final Map<String, String> authorities = new ConcurrentHashMap<>();
  private final List<ExistingDatabase> seen = new ArrayList<>();
  private Optional<Problem> unreachable = Optional.empty();
  private List<String> warnings = List.of();

  /** Every database on that host answers with this from now on; empty mends it. */
  public void breakHost(String host, Optional<Problem> problem) {
    broken.remove(host);
    problem.ifPresent(it -> broken.put(host, it));
  }

  public void hideFromContainers(Problem problem) {
    unreachable = Optional.of(problem);
  }

  public void warn(String... sentences) {
    warnings = List.of(sentences);
  }

  /** Whatever was looked at, newest last. */
  public List<ExistingDatabase> seen() {
    return List.copyOf(seen);
  }

  public Map<String, String> authorities() {
    return Map.copyOf(authorities);
  }

  @Override
  public Examined examine(ExistingDatabase database, StageRef stage, Consumer<String> progress) {
    observe(database)
        .ifPresent(
            problem -> {
              throw problem.toException();
            });
    return new Examined("15.14", "172.18.0.1", unreachable, database.authority(), warnings);
  }

  @Override
  public Optional<Problem> observe(ExistingDatabase database) {
    seen.add(database);
    return Optional.ofNullable(broken.get(database.host()));
  }

  @Override
  public Path keepAuthority(String id, String pem) {
    authorities.put(id, pem);
    return Path.of("/tls", id + ".crt");
  }

  @Override
  public void forgetAuthorities(String id) {
    authorities.remove(id);
  }
}

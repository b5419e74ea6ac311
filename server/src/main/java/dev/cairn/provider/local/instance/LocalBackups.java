package dev.cairn.provider.local.instance;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sentence;
import dev.cairn.core.StateFile;
import dev.cairn.engine.Tuning;
import dev.cairn.provider.Backup;
import dev.cairn.provider.local.files.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Final backups: data directories moved to {@code backups/<name>}. Moves are renames on one file
 * system, so at every instant the data are whole in one known place.
 */
public final class LocalBackups {
  private static final Logger LOG = LoggerFactory.getLogger(LocalBackups.class);
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String PARTIAL = ".partial";

  private final Path home;
  private final Clock clock;

  /** {@code backup.json}. */
  public record Contents(
      String name,
      String engine,
      String version,
      String origin,
      String database,
      String username,
      long sizeBytes,
      Instant createdAt,
      String tuning) {

    public Contents {
      // Backups from before there was any say nothing of it.
      tuning = Optional.ofNullable(tuning).orElse("");
    }

    Backup toBackup() {
      return new Backup(
          name,
          engine,
          version,
          origin,
          database,
          new Bytes(sizeBytes),
          createdAt,
          Tuning.of(tuning));
    }
  }

  public LocalBackups(Path home, Clock clock) {
    this.home = home;
    this.clock = clock;
  }

  /** Moves the data of a stopped instance; goes on where an earlier call was killed. */
  public void take(InstanceFiles files, InstanceRecord instance, String name) {
    var target = directory(name);
    if (holds(name, instance.id())) {
      return;
    }
    var partial = target.resolveSibling(name + PARTIAL);
    var moved = partial.resolve("data");
    try {
      Files.createDirectories(partial);
      if (Files.isDirectory(files.data())) {
        if (Files.exists(moved)) {
          throw Problem.conflict(
                  "backup-exists",
                  "There are already data in " + partial + ".",
                  "Choose another name for the backup.")
              .toException();
        }
        Files.move(files.data(), moved, StandardCopyOption.ATOMIC_MOVE);
        StateFile.sync(partial);
        StateFile.sync(files.directory());
      }
      if (!Files.isDirectory(moved)) {
        throw missingData(files);
      }
      var contents =
          new Contents(
              name,
              instance.engine(),
              instance.version(),
              instance.id(),
              instance.database(),
              instance.username(),
              Trees.size(moved).value(),
              clock.instant(),
              instance.tuning());
      StateFile.write(
          partial.resolve("backup.json"),
          JSON.writerWithDefaultPrettyPrinter().writeValueAsString(contents) + "\n",
          StateFile.PRIVATE);
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      StateFile.sync(home.resolve("backups"));
      LOG.info("Kept the data of {} as backup {} in {}", instance.id(), name, target);
    } catch (IOException e) {
      throw StateFile.failure("keep the data of " + instance.id() + " in", target, e);
    }
  }

  static ProblemException missingData(InstanceFiles files) {
    return Problem.failed(
            "data-missing",
            "The data directory " + files.data() + " is gone, though it was there before.",
            "Put it back, or remove the database without a final backup and add it again from"
                + " another.")
        .toException();
  }

  /** Whether the data of that instance are kept there; those of another are not taken for them. */
  boolean holds(String name, String instanceId) {
    var found = find(name);
    if (found.isPresent() && !found.get().origin().equals(instanceId)) {
      throw Problem.conflict(
              "backup-exists",
              "The backup " + name + " is of another database, " + found.get().origin() + ".",
              "Choose another name for the backup.")
          .toException();
    }
    return found.isPresent();
  }

  /**
   * Whether nothing of that instance is left but there. Whoever takes an earlier backup for that
   * deletes what was written since.
   */
  public boolean isTaken(String name, String instanceId, Optional<InstanceRecord> instance) {
    boolean isThere = holds(name, instanceId);
    if (isThere && instance.isPresent() && !instance.get().backup().equals(name)) {
      throw Problem.conflict(
              "backup-exists",
              "The backup "
                  + name
                  + " is of "
                  + instanceId
                  + " as it was earlier: what was written since is not in there.",
              "Choose another name for the backup.")
          .toException();
    }
    return isThere;
  }

  Path data(String name) {
    return directory(name).resolve("data");
  }

  Contents get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                Problem.notFound(
                        "backup-not-found",
                        "There is no backup named \"" + name + "\".",
                        "See which there are with: cairn backup list")
                    .toException());
  }

  /**
   * @throws ProblemException {@code backup-damaged}
   */
  Optional<Contents> find(String name) {
    var file = directory(name).resolve("backup.json");
    return StateFile.find(file).map(text -> parse(text, file));
  }

  private static Contents parse(String text, Path file) {
    try {
      return JSON.readValue(text, Contents.class);
    } catch (JacksonException e) {
      throw Problem.failed(
              "backup-damaged",
              file + " is damaged: " + Sentence.ended(e.getOriginalMessage()),
              "Put it back; the data of the backup are beside it.")
          .toException(e);
    }
  }

  private Optional<Contents> findReadable(String name) {
    try {
      return find(name);
    } catch (ProblemException damaged) {
      LOG.warn("Passed over: {}", damaged.getMessage());
      return Optional.empty();
    }
  }

  /** Newest first. A damaged one keeps nobody from the others. */
  public List<Backup> list() {
    var found = new ArrayList<Backup>();
    if (!Files.isDirectory(home.resolve("backups"))) {
      return found;
    }
    try (var entries = Files.newDirectoryStream(home.resolve("backups"))) {
      for (var entry : entries) {
        var name = entry.getFileName().toString();
        if (!name.endsWith(PARTIAL) && !name.startsWith(".")) {
          findReadable(name).map(Contents::toBackup).ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      throw StateFile.failure("list", home.resolve("backups"), e);
    }
    found.sort(Comparator.comparing(Backup::createdAt).reversed());
    return found;
  }

  /** What a removal left that was killed: nobody would find it, and it may be large. */
  public void removeLeftovers() {
    try (var entries = Files.newDirectoryStream(home.resolve("backups"), Trees.GONE + "*")) {
      entries.forEach(Trees::delete);
    } catch (IOException e) {
      throw StateFile.failure("list", home.resolve("backups"), e);
    }
  }

  public void remove(String name) {
    if (find(name).isPresent()) {
      Trees.delete(directory(name));
      LOG.info("Removed backup {}", name);
    }
  }

  private Path directory(String name) {
    if (!name.matches("[a-z0-9][a-z0-9._-]*") || name.endsWith(PARTIAL)) {
      throw Problem.invalid(
              "invalid-name",
              "\"" + name + "\" cannot name a backup.",
              "Use letters a-z, digits, '.', '-' and '_'.")
          .toException();
    }
    return home.resolve("backups").resolve(name);
  }
}

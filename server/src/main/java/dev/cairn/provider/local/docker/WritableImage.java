package dev.cairn.provider.local.docker;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.cairn.core.StateFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives an image that names no user to the one whom Cairn runs it as: its working directory with
 * what root has in it, as one more layer. An application that keeps a file beside its code then
 * works as its author wrote it. Needs no shell or program of the image.
 *
 * <p>Left as they are: files of others, files over 16 MiB, and files (not directories) of packages
 * that an application was built with, which nobody writes to and which would be there twice.
 */
final class WritableImage {
  /** Stands in for root, which no application runs as. */
  static final int USER = 10001;

  static final String HOME = "/tmp";

  private static final Logger LOG = LoggerFactory.getLogger(WritableImage.class);
  private static final long LARGEST = 16L * 1024 * 1024;
  private static final Pattern ROOT = Pattern.compile("root|[+-]?0+|");
  private static final Set<String> PACKAGES =
      Set.of("node_modules", "vendor", "venv", ".venv", "site-packages", ".git");

  /** Directories of the system: nobody's working directory that writes there. */
  private static final Set<String> SYSTEM =
      Set.of(
          "", "bin", "boot", "dev", "etc", "lib", "lib64", "proc", "root", "run", "sbin", "sys",
          "tmp", "usr", "var");

  private final DockerEngine engine;
  private final DockerNames names;

  WritableImage(DockerEngine engine, DockerNames names) {
    this.engine = engine;
    this.names = names;
  }

  /** Whether an image's {@code USER} is root, however it is written, or none is named. */
  static boolean isRoot(Optional<String> user) {
    return ROOT.matcher(user.orElse("").replaceAll(":.*", "")).matches();
  }

  /** Makes the release's image so; does nothing where it names a user or works in the root. */
  void ensure(String releaseId, Path log) {
    var image = names.image(releaseId);
    try {
      var found = engine.client().inspectImageCmd(image).exec();
      var directory = workingDirectory(found);
      if (directory.isPresent() && isRoot(user(found)) && !isDone(found)) {
        handOver(releaseId, found, directory.get(), log);
      }
    } catch (DockerException e) {
      throw DockerEngine.failure("hand the working directory of " + image + " over", e);
    } catch (IOException e) {
      throw StateFile.failure("copy the working directory of " + image + " to", log, e);
    }
  }

  private static boolean isDone(InspectImageResponse image) {
    var labels = image.getConfig() == null ? null : image.getConfig().getLabels();
    return labels != null && String.valueOf(USER).equals(labels.get(DockerNames.WRITABLE_LABEL));
  }

  private static Optional<String> user(InspectImageResponse image) {
    return Optional.ofNullable(image.getConfig()).map(config -> config.getUser());
  }

  /** Empty where it is one of the system's. */
  private static Optional<String> workingDirectory(InspectImageResponse image) {
    return Optional.ofNullable(image.getConfig())
        .map(config -> config.getWorkingDir())
        .map(text -> Path.of("/").resolve(text).normalize())
        .filter(path -> path.getNameCount() > 0)
        .filter(path -> path.getNameCount() > 1 || !SYSTEM.contains(path.getFileName().toString()))
        .map(Path::toString);
  }

  private void handOver(String releaseId, InspectImageResponse image, String directory, Path log)
      throws IOException {
    var name = names.writableContainer(releaseId);
    // A Cairn that was killed leaves one.
    remove(name);
    var create = engine.client().createContainerCmd(image.getId()).withName(name);
    if (!hasCommand(image)) {
      create.withCmd("/none");
    }
    var container =
        create
            .withLabels(Map.of(DockerNames.INSTALLATION_LABEL, names.installation()))
            .exec()
            .getId();
    var layer = Files.createTempFile("cairn-" + releaseId + "-", ".tar");
    try {
      int given = repack(container, directory, layer);
      if (given > 0) {
        try (var in = Files.newInputStream(layer)) {
          engine
              .client()
              .copyArchiveToContainerCmd(container)
              .withRemotePath(parent(directory))
              .withTarInputStream(in)
              .exec();
        }
        commit(container, releaseId);
        LogFile.append(
            log,
            "[cairn] the image names no USER: it runs as %d, to whom %s is given (%d entries)%n"
                .formatted(USER, directory, given));
        LOG.info("Gave {} of {} to {}", directory, names.image(releaseId), USER);
      }
    } finally {
      Files.deleteIfExists(layer);
      remove(container);
    }
  }

  private void remove(String container) {
    try {
      engine.client().removeContainerCmd(container).withForce(true).withRemoveVolumes(true).exec();
    } catch (NotFoundException absent) {
      LOG.debug("There is no container {}", container);
    }
  }

  private static boolean hasCommand(InspectImageResponse image) {
    var config = image.getConfig();
    return config != null
        && ((config.getCmd() != null && config.getCmd().length > 0)
            || (config.getEntrypoint() != null && config.getEntrypoint().length > 0));
  }

  /** As the container, and so the image, is configured, but for a label. */
  private void commit(String container, String releaseId) {
    engine
        .client()
        .commitCmd(container)
        .withRepository(names.repository(releaseId))
        .withTag(names.tag(releaseId))
        .withLabels(
            Map.of(
                DockerNames.INSTALLATION_LABEL,
                names.installation(),
                DockerNames.WRITABLE_LABEL,
                String.valueOf(USER)))
        .exec();
  }

  /** Writes what root has there as the user's; returns how much that is. */
  private int repack(String container, String directory, Path layer) throws IOException {
    int given = 0;
    try (var in = read(container, directory);
        var from = new TarArchiveInputStream(in, StandardCharsets.UTF_8.name());
        var to = new TarArchiveOutputStream(Files.newOutputStream(layer), "UTF-8")) {
      to.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      to.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      to.setAddPaxHeadersForNonAsciiNames(true);
      for (var entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
        if (entry.getLongUserId() == 0 && isGiven(entry)) {
          entry.setUserId(USER);
          entry.setGroupId(USER);
          to.putArchiveEntry(entry);
          if (entry.isFile()) {
            from.transferTo(to);
          }
          to.closeArchiveEntry();
          given++;
        }
      }
    } catch (NotFoundException noSuchDirectory) {
      return 0;
    }
    return given;
  }

  private InputStream read(String container, String directory) {
    return engine.streaming().copyArchiveFromContainerCmd(container, directory).exec();
  }

  private static boolean isGiven(TarArchiveEntry entry) {
    if (entry.isDirectory()) {
      return true;
    }
    return entry.isFile()
        && !entry.isLink()
        && entry.getSize() <= LARGEST
        && Stream.of(entry.getName().split("/")).noneMatch(PACKAGES::contains);
  }

  private static String parent(String directory) {
    return Path.of(directory).resolveSibling("").toString();
  }
}

package dev.cairn.provider.local.edge;

import dev.cairn.core.CertifiedKey;
import dev.cairn.core.Sentence;
import dev.cairn.core.StateFile;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.Router.SharedTrouble;
import dev.cairn.provider.local.edge.SharedSettings.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates that people keep in files of theirs, and renew there. Each is checked and handed to
 * the edge in a file of its own, named by what it holds, which the edge's user alone can read.
 */
final class Certificates {
  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);
  private static final Duration WARNED = Duration.ofDays(14);

  /** Bytes; far more than any chain has. */
  private static final int MOST = 256 * 1024;

  private static final int DIGEST = 24;

  /**
   * One that the edge may use.
   *
   * @param file of the edge
   */
  record Usable(List<String> names, Path file, Instant expires) {}

  /** What was last seen of a pair of files: what it is good for, and what is wrong. */
  private record Seen(List<Object> stamp, Optional<Usable> usable, Optional<String> trouble) {}

  private final Path directory;
  private final InstantSource clock;
  private Map<Pem, Seen> seen = Map.of();
  private Instant looked = Instant.MIN;

  /**
   * @param directory of what the edge reads, made where it is needed
   */
  Certificates(Path directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /**
   * Those of the files that can be used. Looks at them once a minute, and where others are wanted.
   * What cannot be read stays what it was: who renews writes one file after the other.
   */
  synchronized List<Usable> of(List<Pem> wanted) {
    var now = clock.instant();
    boolean isDue = looked.equals(Instant.MIN) || !now.isBefore(looked.plus(BETWEEN_LOOKS));
    if (isDue || !seen.keySet().equals(Set.copyOf(wanted))) {
      looked = now;
      var next = new HashMap<Pem, Seen>();
      for (var pem : wanted) {
        next.put(pem, look(pem, Optional.ofNullable(seen.get(pem))));
      }
      seen = Map.copyOf(next);
    }
    return wanted.stream()
        .distinct()
        .flatMap(pem -> Optional.ofNullable(seen.get(pem)).stream())
        .flatMap(it -> it.usable().stream())
        .toList();
  }

  private Seen look(Pem pem, Optional<Seen> before) {
    var usable = before.flatMap(Seen::usable).filter(it -> Files.exists(it.file()));
    try {
      var stamp = List.<Object>of(stamp(pem.certificate()), stamp(pem.key()));
      boolean isKnown = before.filter(it -> it.stamp().equals(stamp)).isPresent();
      if (isKnown && (usable.isPresent() || before.flatMap(Seen::usable).isEmpty())) {
        return before.get();
      }
      var read = read(pem);
      LOG.info("Certificate {} is for {}", pem.certificate(), read.names());
      return new Seen(stamp, Optional.of(read), Optional.empty());
    } catch (IOException | GeneralSecurityException e) {
      var why =
          e instanceof NoSuchFileException missing
              ? missing.getFile() + " is not there."
              : Sentence.because(e);
      var text =
          "Certificate %s with key %s cannot be used: %s"
              .formatted(pem.certificate(), pem.key(), why);
      if (!before.flatMap(Seen::trouble).equals(Optional.of(text))) {
        LOG.warn("{}", text);
      }
      return new Seen(List.of(), usable, Optional.of(text));
    }
  }

  private Usable read(Pem pem) throws IOException, GeneralSecurityException {
    var read = CertifiedKey.read(text(pem.certificate()), text(pem.key()));
    if (read.names().isEmpty()) {
      throw new GeneralSecurityException("it is for no host: it names none (subjectAltName)");
    }
    var pemText = read.pem();
    var file = directory.resolve(digest(pemText.reveal()) + ".pem");
    if (!Files.exists(file)) {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
      StateFile.writeFor(file, pemText.reveal(), SystemUsers.edgeUser());
    }
    return new Usable(read.names(), file, read.expires());
  }

  private static String text(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(MOST + 1);
      if (bytes.length > MOST) {
        throw new IOException(file + " is larger than any certificate");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static List<Object> stamp(Path file) throws IOException {
    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new IOException(file + " is no file");
    }
    return List.of(
        attributes.lastModifiedTime(),
        attributes.size(),
        Optional.ofNullable(attributes.fileKey()));
  }

  private static String digest(String text) throws GeneralSecurityException {
    var sha = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(sha).substring(0, DIGEST);
  }

  /**
   * What is wrong, and what expires soon. One that has expired serves on: browsers warn of it, and
   * without it they would be answered in clear.
   */
  synchronized List<SharedTrouble> troubles() {
    var all = new ArrayList<SharedTrouble>();
    seen.forEach(
        (pem, found) -> {
          var names = found.usable().map(Usable::names).orElse(List.of());
          found.trouble().ifPresent(text -> all.add(new SharedTrouble(names, text)));
          found
              .usable()
              .flatMap(it -> expiry(pem, it.expires()))
              .ifPresent(text -> all.add(new SharedTrouble(names, text)));
        });
    return all;
  }

  private Optional<String> expiry(Pem pem, Instant expires) {
    var now = clock.instant();
    if (now.isBefore(expires.minus(WARNED))) {
      return Optional.empty();
    }
    return Optional.of(
        "Certificate %s %s on %s: renew it in its place, no restart is needed."
            .formatted(
                pem.certificate(),
                now.isAfter(expires) ? "expired" : "expires",
                expires.atOffset(ZoneOffset.UTC).toLocalDate()));
  }

  /** Removes what the edge is told of no more. */
  synchronized void keepOnly(Set<String> named) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (var files = Files.list(directory)) {
      for (var file : files.filter(it -> !named.contains(it.toString())).toList()) {
        Files.deleteIfExists(file);
        LOG.info("Removed {}, which is in use no more", file);
      }
    } catch (IOException e) {
      throw StateFile.failure("clean up", directory, e);
    }
  }
}

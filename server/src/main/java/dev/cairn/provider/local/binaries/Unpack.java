package dev.cairn.provider.local.binaries;

import dev.cairn.core.Problem;
import dev.cairn.core.StateFile;
import dev.cairn.provider.local.files.Trees;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Predicate;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Checks and unpacks archives of engine binaries. */
public final class Unpack {
  private Unpack() {}

  /** Refuses a file whose SHA-256 is not the pinned one. */
  public static void requireSha256(Path file, String expected) {
    try (var in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      var found = HexFormat.of().formatHex(in.getMessageDigest().digest());
      if (!found.equals(expected)) {
        throw Problem.failed(
                "checksum-mismatch",
                file + " is not what Cairn expects: its SHA-256 is " + found + ".",
                "Delete it, check where your Maven mirror gets it from, and retry.")
            .toException();
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    } catch (IOException e) {
      throw StateFile.failure("read", file, e);
    }
  }

  /** Unpacks the {@code .txz} inside a jar so that {@code target} is there whole or not at all. */
  public static void txzInJar(Path jar, Path target) {
    try {
      var fresh = target.resolveSibling("." + target.getFileName() + ".partial");
      Trees.delete(fresh);
      Files.createDirectories(fresh);
      try (var zip = new ZipFile(jar.toFile())) {
        var entry =
            zip.stream()
                .filter(it -> it.getName().endsWith(".txz"))
                .findFirst()
                .orElseThrow(() -> new IOException("no .txz inside"));
        try (var in = new BufferedInputStream(zip.getInputStream(entry))) {
          untar(new XZCompressorInputStream(in), fresh);
        }
      }
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
      publish(fresh, target);
    } catch (IOException e) {
      throw StateFile.failure("unpack " + jar.getFileName() + " into", target, e);
    }
  }

  /** On disk before it has its name: who finds it later takes it for complete. */
  private static void publish(Path fresh, Path target) throws IOException {
    Trees.sync(fresh);
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    StateFile.sync(target.resolveSibling("."));
  }

  /** Takes one program out of a jar; it is there whole or not at all. */
  public static void programInJar(Path jar, String entry, Path target) {
    var directory = target.resolveSibling(".").normalize();
    try {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      var fresh = Files.createTempFile(directory, ".", ".partial");
      try (var zip = new ZipFile(jar.toFile())) {
        var found = zip.getEntry(entry);
        if (found == null) {
          throw new IOException("no " + entry + " inside");
        }
        try (var in = zip.getInputStream(found)) {
          Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        StateFile.sync(fresh);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
      StateFile.sync(directory);
    } catch (IOException e) {
      throw StateFile.failure("unpack " + jar.getFileName() + " into", target, e);
    }
  }

  /** Unpacks what is wanted of a zip so that {@code target} is there whole or not at all. */
  public static void zip(Path archive, Path target, Predicate<String> wanted) {
    try {
      var fresh = target.resolveSibling("." + target.getFileName() + ".partial");
      Trees.delete(fresh);
      Files.createDirectories(fresh);
      try (var zip =
          org.apache.commons.compress.archivers.zip.ZipFile.builder().setPath(archive).get()) {
        for (var entries = zip.getEntries(); entries.hasMoreElements(); ) {
          var entry = entries.nextElement();
          var file = fresh.resolve(entry.getName()).normalize();
          if (!file.startsWith(fresh)) {
            throw new IOException("entry outside: " + entry.getName());
          }
          if (!entry.isDirectory() && wanted.test(entry.getName())) {
            Files.createDirectories(file.resolveSibling(".").normalize());
            try (var in = zip.getInputStream(entry)) {
              Files.copy(in, file);
            }
            boolean runs = (entry.getUnixMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                file, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
          }
        }
      }
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
      publish(fresh, target);
    } catch (IOException e) {
      throw StateFile.failure("unpack " + archive.getFileName() + " into", target, e);
    }
  }

  private static void untar(InputStream compressed, Path target) throws IOException {
    try (var tar = new TarArchiveInputStream(compressed)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
          throw new IOException("entry outside: " + entry.getName());
        }
        if (entry.getName().endsWith(".a")) {
          continue;
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(file.resolveSibling(".").normalize());
          Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(file.resolveSibling(".").normalize());
          Files.copy(tar, file);
          boolean runs = (entry.getMode() & 0100) != 0;
          Files.setPosixFilePermissions(
              file, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }
}

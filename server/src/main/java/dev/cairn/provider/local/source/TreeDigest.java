package dev.cairn.provider.local.source;

import dev.cairn.core.StateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/** One SHA-256 over names, executable bits and contents of files. */
public final class TreeDigest {
  private TreeDigest() {}

  /** The files are relative to the root, and in a stable order. */
  public static String of(Path root, Collection<Path> files) {
    var digest = sha256();
    for (var file : files) {
      var path = root.resolve(file);
      try {
        add(digest, root, file, path);
      } catch (IOException e) {
        throw StateFile.failure("read", path, e);
      }
    }
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, Path root, Path file, Path path)
      throws IOException {
    if (Files.isSymbolicLink(path)) {
      text(digest, "link\0" + file + "\0" + Files.readSymbolicLink(path) + "\0");
      return;
    }
    var kind = Files.isExecutable(path) ? "program" : "file";
    text(digest, kind + "\0" + root.relativize(path) + "\0" + Files.size(path) + "\0");
    try (var in = Files.newInputStream(path)) {
      var buffer = new byte[64 * 1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
  }

  private static void text(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

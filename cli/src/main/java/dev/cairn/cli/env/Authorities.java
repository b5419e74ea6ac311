package dev.cairn.cli.env;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cairn.api.ApiClient;
import dev.cairn.api.VariableView;
import dev.cairn.cli.terminal.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files that databases are verified with, where whoever asks can read them: an installation's
 * home may be closed to others, root's above all. A copy is named after what is in it, so that it
 * is never out of date.
 */
record Authorities(ApiClient api, Path home) {
  private static final Set<String> NAMES = Set.of("PG_SSLROOTCERT", "MYSQL_SSL_CA", "REDIS_TLS_CA");

  List<VariableView> readable(List<VariableView> variables) {
    return variables.stream().map(this::readable).toList();
  }

  private VariableView readable(VariableView variable) {
    var database = variable.database();
    var isClosed =
        variable.value().filter(file -> !Files.isReadable(Path.of(file))).isPresent()
            && NAMES.contains(variable.name());
    return database.isPresent() && isClosed
        ? new VariableView(
            variable.name(),
            Optional.of(copy(api.authority(database.get()).certificate()).toString()),
            variable.secret(),
            variable.origin(),
            variable.database(),
            variable.secretName(),
            variable.secretKey(),
            variable.overrides())
        : variable;
  }

  private Path copy(String certificate) {
    var directory = home.resolve("authorities");
    var file = directory.resolve(digest(certificate) + ".crt");
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(directory);
        var fresh = Files.createTempFile(directory, ".new-", ".crt");
        Files.writeString(fresh, certificate);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return file;
    } catch (IOException e) {
      throw Problems.of(
          "unwritable-file",
          "The certificate authority could not be written to " + file + ".",
          "Set CAIRN_HOME to a directory of your own.",
          e);
    }
  }

  private static String digest(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

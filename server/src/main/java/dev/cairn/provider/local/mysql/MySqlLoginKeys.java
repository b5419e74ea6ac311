package dev.cairn.provider.local.mysql;

import dev.cairn.core.StateFile;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.Background;
import dev.cairn.provider.local.instance.InstanceFiles;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The RSA keys that applications without TLS send their password under when they log in
 * (caching_sha2_password). MySQL makes its own with every data directory; making one here while
 * nobody waits saves that time.
 */
final class MySqlLoginKeys {
  private final AtomicReference<FutureTask<KeyPair>> next =
      new AtomicReference<>(new FutureTask<>(MySqlLoginKeys::make));

  /** Begins to make the keys of the next instance, where it has not yet. Returns at once. */
  void keepSpare() {
    var _ = Thread.ofVirtual().name("login-keys").start(next.get());
  }

  /** Gives an instance its keys where it has none. Not durable yet. */
  void ensure(InstanceFiles files) {
    var key = files.tls().resolve("login.key");
    if (Files.exists(key)) {
      return;
    }
    var task = next.getAndSet(new FutureTask<>(MySqlLoginKeys::make));
    task.run();
    var pair = Background.result(task);
    StateFile.writeUnsynced(
        files.tls().resolve("login.pub"),
        pem("PUBLIC KEY", pair.getPublic().getEncoded()),
        StateFile.PUBLIC);
    StateFile.writeUnsynced(
        key, pem("PRIVATE KEY", pair.getPrivate().getEncoded()), StateFile.PRIVATE);
    Trees.give(key, SystemUsers.engineUser());
  }

  private static KeyPair make() throws NoSuchAlgorithmException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static String pem(String kind, byte[] der) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + kind
        + "-----\n";
  }
}

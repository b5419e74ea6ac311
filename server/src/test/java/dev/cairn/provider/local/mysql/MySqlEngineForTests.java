package dev.cairn.provider.local.mysql;

import dev.cairn.core.Sensitive;
import dev.cairn.process.Processes;
import dev.cairn.provider.local.files.Disk;
import dev.cairn.provider.local.instance.CertificateAuthority;
import java.nio.file.Path;
import java.time.Clock;

/** The engine by itself, over the home of a test. */
final class MySqlEngineForTests {
  private MySqlEngineForTests() {}

  static MySqlEngine of(Path home, Processes processes) {
    var engines = home.resolve("engines");
    return new MySqlEngine(
        MySqlForTests.binaries(engines, processes),
        new MySqlTemplate(engines, processes, new Disk(processes)),
        new MySqlServer(processes),
        new CertificateAuthority(home.resolve("tls"), Clock.systemUTC()),
        id -> Sensitive.of("admin-of-" + id));
  }
}

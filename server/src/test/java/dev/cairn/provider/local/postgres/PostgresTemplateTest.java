package dev.cairn.provider.local.postgres;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.ProblemException;
import dev.cairn.core.Sensitive;
import dev.cairn.process.Processes;
import dev.cairn.provider.local.files.Disk;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.CertificateAuthority;
import dev.cairn.provider.local.instance.CertificateFiles;
import dev.cairn.provider.local.instance.MarkedProgram;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A killed Cairn's leftovers are found by their mark. */
class PostgresTemplateTest {
  private final Processes processes = new Processes();

  @TempDir private Path directory;

  @AfterEach
  void clear() {
    Trees.delete(directory.resolve("engines"));
  }

  @Test
  void initdbIsMarkedWithWhereItWorks() throws Exception {
    var engines = directory.resolve("engines");
    var certificates =
        new CertificateFiles(new CertificateAuthority(directory.resolve("tls"), Clock.systemUTC()));
    var template =
        new PostgresTemplate(
            engines,
            new PostgresServer(processes),
            processes,
            new Disk(processes),
            certificates,
            Sensitive.of("secret"));
    var bin = MarkedProgram.in(directory, "initdb");
    assertThatThrownBy(() -> template.ensure("15", bin, line -> {}))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("marked " + engines.resolve("postgres/15/template.partial"));
  }
}

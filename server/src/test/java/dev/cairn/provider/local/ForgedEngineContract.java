package dev.cairn.provider.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Engine;
import dev.cairn.engine.Redis;
import dev.cairn.process.IdentityFile;
import dev.cairn.process.Launch;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Processes;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Observed;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.CertificateAuthority;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The attack by which an administrator's password was had once: while a database restarts for a
 * resize, a process of another user that is named like its engine and marked as it listens on its
 * port and asks for the password in clear.
 */
public abstract class ForgedEngineContract {
  private static final int NOBODY = 65_534;
  protected static final Login LOGIN = new Login("notes", Sensitive.of("f".repeat(40)));

  /** Says what each engine says to have a password in clear, and keeps all that it hears. */
  private static final String ASK =
      """
      use IO::Socket::INET;
      $SIG{CHLD} = $SIG{PIPE} = 'IGNORE';
      my ($kind, $port, $heard) = @ARGV;
      my $s = IO::Socket::INET->new(
        Listen => 50, LocalAddr => '127.0.0.1', LocalPort => $port, ReuseAddr => 1) or die $!;
      $| = 1;
      print "listens\\n";
      while (1) {
        my $c = $s->accept or next;
        next if fork;
        my ($text, $head);
        open my $out, '>>', $heard;
        syswrite($out, "someone came\\n");
        if ($kind eq 'postgres') {
          read($c, $head, 8);
          syswrite($c, 'N') if unpack('x4N', $head) == 80877103;
          syswrite($c, "R\\0\\0\\0\\x08\\0\\0\\0\\x03");
        } elsif ($kind eq 'mysql') {
          my $greeting = "\\x0a8.0.36\\0\\1\\0\\0\\0abcdefgh\\0\\xff\\xf7\\x2d\\2\\0\\xff\\xdf\\x15"
            . "\\0" x 10 . "ijklmnopqrst\\0mysql_clear_password\\0";
          syswrite($c, substr(pack('V', length $greeting), 0, 3) . "\\0" . $greeting);
        }
        syswrite($out, $head // '');
        while (sysread($c, $text, 4096)) {
          syswrite($out, $text);
          syswrite($c, "+OK\\r\\n") if $kind eq 'redis';
        }
        exit;
      }
      """;

  @TempDir private Path directory;
  private final Processes processes = new Processes();
  private Optional<Process> stranger = Optional.empty();

  @BeforeEach
  void open() throws IOException {
    assumeThat(Processes.isRoot()).as("root, who can be several users").isTrue();
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void end() {
    stranger.ifPresent(Process::destroyForcibly);
    Trees.delete(home());
  }

  protected final Path home() {
    return directory.resolve("home");
  }

  protected final CertificateAuthority authority() {
    return new CertificateAuthority(home().resolve("tls"), Clock.systemUTC());
  }

  private static DatabaseInstance wanted(Engine engine, String version, int type) {
    return new DatabaseInstance(
        "forged-" + engine.id(),
        engine,
        version,
        engine.types().get(type),
        Bytes.ofGib(1),
        Optional.empty(),
        engine instanceof Redis ? "0" : "notes",
        List.of(LOGIN),
        false,
        Optional.empty());
  }

  /** A program of his own, as {@code postgres}. */
  private Process pose(String name, Engine engine, InstanceFiles files, int port, Path heard)
      throws IOException {
    var own = Files.createDirectories(heard.getParent());
    var program = Files.copy(Path.of("/usr/bin/perl"), own.resolve(name));
    for (var each : List.of(own, program)) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setAttribute(each, "unix:uid", NOBODY);
    }
    var builder =
        new ProcessBuilder(
                "setpriv",
                "--reuid=" + NOBODY,
                "--clear-groups",
                "--",
                program.toString(),
                "-e",
                ASK,
                engine.id(),
                String.valueOf(port),
                heard.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put(Launch.MARK, files.mark());
    var process = builder.start();
    stranger = Optional.of(process);
    assertThat(process.inputReader().readLine()).isEqualTo("listens");
    assertThat(processes.find(process.pid()).orElseThrow().executable()).endsWith("/" + name);
    return process;
  }

  private static ProcessIdentity recorded(InstanceFiles files) {
    return IdentityFile.find(files.process()).orElseThrow();
  }

  protected abstract void logIn(int port) throws Exception;

  protected final void attack(Engine engine, String version, String name) throws Exception {
    var provider = LocalContract.open(home(), stage -> Optional.empty());
    var small = wanted(engine, version, 0);
    var id = small.id();
    assertThat(provider.ensure(small, line -> {})).isEqualTo(Progress.ready());
    assertThat(provider.statistics(id)).isPresent();
    var files = InstanceFiles.of(home(), id);
    var before = InstanceRecord.find(files).orElseThrow();
    int port = before.tlsPort().orElse(before.port());
    var heard = directory.resolve("of-nobody-" + engine.id()).resolve("heard");

    // The moment in which it is down; Cairn died before it wrote down what it started, too.
    processes.terminate(recorded(files), Duration.ofSeconds(30));
    var forged = pose(name, engine, files, port, heard);
    Files.delete(files.process());
    assertThat(provider.observe(id).state()).isNotEqualTo(Observed.State.RUNNING);
    assertThat(provider.statistics(id)).isEmpty();
    assertThat(provider.settings(id)).isEmpty();
    ReadyWait.upTo(Duration.ofSeconds(10)).until("him to be asked", () -> Files.exists(heard));

    var large = wanted(engine, version, 1);
    assertThat(provider.ensure(large, line -> {}))
        .isInstanceOfSatisfying(
            Progress.Unsettled.class,
            it -> assertThat(it.cause().message()).contains("process " + forged.pid(), "nobody"));
    assertThat(provider.ensure(large, line -> {})).isEqualTo(Progress.ready());

    var after = InstanceRecord.find(files).orElseThrow();
    var server = recorded(files);
    assertThat(after.type()).isEqualTo(large.type().name());
    assertThat(after.ports()).doesNotContain(port);
    assertThat(server.pid()).isNotEqualTo(forged.pid());
    assertThat(provider.observe(id).state()).isEqualTo(Observed.State.RUNNING);
    logIn(after.tlsPort().orElse(after.port()));

    // He has been there for longer, and is marked as well: it is told from him all the same.
    Files.delete(files.process());
    assertThat(provider.ensure(large, line -> {})).isEqualTo(Progress.ready());
    assertThat(recorded(files)).isEqualTo(server);

    assertThat(forged.isAlive()).as("nor does Cairn end what is not its own").isTrue();
    assertThat(heard)
        .content(StandardCharsets.ISO_8859_1)
        .doesNotContain("admin-of-" + id, LOGIN.password().reveal());
    assertThat(provider.remove(id, line -> {})).isEqualTo(Progress.ready());
  }
}

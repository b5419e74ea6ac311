package dev.cairn.provider.local.existing;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import dev.cairn.core.StateFile;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.provider.Examined;
import dev.cairn.provider.ExistingDatabase;
import dev.cairn.provider.ExistingDatabases;
import dev.cairn.provider.local.instance.StageNetworks;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Databases that applications of this machine use and that somebody else runs. */
public final class LocalExisting implements ExistingDatabases {
  private final Path authorities;
  private final StageNetworks networks;
  private final IntFunction<Optional<String>> ownInstances;
  private final InstantSource clock;

  /**
   * @param authorities the directory of certificates that applications may read
   * @param ownInstances the instance of Cairn's own that has a port of this machine
   */
  public LocalExisting(
      Path authorities,
      StageNetworks networks,
      IntFunction<Optional<String>> ownInstances,
      InstantSource clock) {
    this.authorities = authorities;
    this.networks = networks;
    this.ownInstances = ownInstances;
    this.clock = clock;
  }

  /** A login that went well. */
  private record Login(Found found, Optional<String> authority) {}

  @Override
  public Examined examine(ExistingDatabase database, StageRef stage, Consumer<String> progress) {
    database.authority().ifPresent(Trust::parse);
    progress.accept("Looking up " + database.host());
    var addresses = Line.resolve(database.host());
    refuseOwn(database, addresses);
    progress.accept("Connecting to " + database.address() + " and logging in");
    var login = logIn(database);
    var warnings = new ArrayList<>(login.found().warnings());
    var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    Maintenance.warning(database.engine(), login.found().version(), today).ifPresent(warnings::add);
    var containerHost = database.host();
    var unreachable = Optional.<Problem>empty();
    boolean isLoopback = ThisMachine.isLoopback(addresses);
    var network =
        isLoopback || ThisMachine.namesItself(database.host())
            ? networks.ensure(stage)
            : Optional.<StageNetworks.Network>empty();
    if (network.isPresent() && isLoopback) {
      progress.accept("Looking whether containers reach it");
      try {
        logIn(database.at(network.get().gateway()));
        containerHost = network.get().gateway();
      } catch (ProblemException e) {
        unreachable = Optional.of(fromContainers(database, stage, network.get(), e.problem()));
      }
    } else if (network.isPresent()) {
      warnings.add(
          "The name "
              + database.host()
              + " stands in this machine's /etc/hosts, which containers do not read: "
              + addresses.getFirst().getHostAddress()
              + " works from everywhere.");
    }
    return new Examined(
        login.found().version(), containerHost, unreachable, login.authority(), warnings);
  }

  private void refuseOwn(ExistingDatabase database, List<InetAddress> addresses) {
    if (addresses.stream().noneMatch(ThisMachine::has)) {
      return;
    }
    ownInstances
        .apply(database.port())
        .ifPresent(
            owner -> {
              throw Refusal.because(
                  "port",
                  "database-of-cairn",
                  database.address() + " is " + owner + ", a database that Cairn itself runs.",
                  "A stage gets a database of its own with cairn db add. To share one, hand its"
                      + " values over as variables: cairn env set STACK/STAGE NAME=secret:NAME#KEY.");
            });
  }

  private static Login logIn(ExistingDatabase database) {
    try (var line = Line.open(database)) {
      var secured = Tls.secure(database, line);
      var authority = database.authority().or(secured::authority);
      var found =
          switch (database.engine()) {
            case Postgres _ -> query(database, authority);
            case MySql _ -> query(database, authority);
            case Redis _ -> RedisLook.look(database, secured.socket());
          };
      return new Login(found, authority);
    }
  }

  /** With the authority as drivers read it. */
  private static Found query(ExistingDatabase database, Optional<String> authority) {
    if (authority.isEmpty() || database.tls() != ExistingDatabase.Tls.VERIFY) {
      return query(database.engine() instanceof Postgres, database, Optional.empty());
    }
    try {
      var directory = Files.createTempDirectory("cairn-authority");
      var file = directory.resolve("ca");
      try {
        boolean postgres = database.engine() instanceof Postgres;
        if (postgres) {
          Files.writeString(file, authority.get());
        } else {
          Trust.write(authority.get(), file, MySqlLook.STORE_PASSWORD);
        }
        return query(postgres, database, Optional.of(file));
      } finally {
        Files.deleteIfExists(file);
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw StateFile.failure("write", Path.of(System.getProperty("java.io.tmpdir")), e);
    }
  }

  private static Found query(boolean postgres, ExistingDatabase database, Optional<Path> file) {
    return postgres ? PostgresLook.look(database, file) : MySqlLook.look(database, file);
  }

  private static Problem fromContainers(
      ExistingDatabase database, StageRef stage, StageNetworks.Network network, Problem there) {
    var listening =
        switch (database.engine()) {
          case Postgres _ -> "listen_addresses, and admit " + network.subnet() + " in pg_hba.conf";
          case MySql _ -> "bind-address, and admit its user from " + network.subnet();
          case Redis _ -> "bind";
        };
    return Refusal.because(
            "host",
            "not-reachable-from-containers",
            "Containers of "
                + stage
                + " do not reach "
                + database.address()
                + ", which means each of them to itself. At "
                + network.gateway()
                + ", this machine's address as they see it: "
                + there.message(),
            ThisMachine.otherAddress(database.port())
                .map(it -> "Use the host " + it + ", where it answers too.")
                .orElse(
                    "Let it listen at "
                        + network.gateway()
                        + " too ("
                        + listening
                        + "), or run the application as a process."))
        .problem();
  }

  @Override
  public Optional<Problem> observe(ExistingDatabase database) {
    try {
      switch (database.engine()) {
        case Postgres _ -> look(database, it -> query(it, it.authority()));
        case MySql _ -> look(database, it -> query(it, it.authority()));
        case Redis _ -> logIn(database);
      }
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(e.problem());
    }
  }

  /** Where the driver cannot say what is wrong with the way there, we look ourselves. */
  private static void look(ExistingDatabase database, Function<ExistingDatabase, Found> driver) {
    try {
      var _ = driver.apply(database);
    } catch (ProblemException e) {
      if (e.problem().code().equals("login-failed")) {
        Line.open(database).close();
      }
      throw e;
    }
  }

  @Override
  public Path keepAuthority(String id, String pem) {
    var file = authorities.resolve(id + "-" + digest(pem) + ".crt");
    if (StateFile.find(file).filter(pem::equals).isEmpty()) {
      StateFile.write(file, pem, StateFile.PUBLIC);
    }
    return file;
  }

  @Override
  public void forgetAuthorities(String id) {
    if (!Files.isDirectory(authorities)) {
      return;
    }
    try (var files = Files.newDirectoryStream(authorities, id + "-*.crt")) {
      for (var file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw StateFile.failure("delete from", authorities, e);
    }
  }

  private static String digest(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var whole = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(whole, 0, 4);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

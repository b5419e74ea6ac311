package dev.cairn.cli.installation;

import dev.cairn.api.ApiProblemException;
import dev.cairn.api.ClientAdviceView;
import dev.cairn.api.DatabaseView;
import dev.cairn.cli.session.Command;
import dev.cairn.cli.session.Home;
import dev.cairn.cli.terminal.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code cairn doctor}. Looks only; changes nothing. */
@picocli.CommandLine.Command(
    name = "doctor",
    description = "What is there, what is missing, and the command that mends it.")
public final class Doctor extends Command {
  private static final Path HARD_LINKS = Path.of("/proc/sys/fs/protected_hardlinks");
  private static final int WRITABLE = 0022;
  private static final int STICKY = 01000;
  private static final long TWO_GIB = 2L << 30;

  /**
   * One thing looked at.
   *
   * @param needed whether Cairn cannot work without it
   * @param fix what to do about it; empty where it is well
   */
  record Finding(String what, boolean well, boolean needed, String detail, String fix) {}

  @Override
  public Integer call() {
    var findings = new ArrayList<Finding>();
    var home = Home.current();
    findings.add(java());
    findings.add(tool("mvn", "Maven, which builds Cairn", "maven"));
    findings.add(tool("git", "Git, for applications from a repository", "git"));
    var containers = containerEngine();
    findings.add(containers);
    if (isRoot()) {
      findings.add(
          tool("setpriv", "setpriv, which runs engines as a user of their own", "util-linux"));
      findings.add(tool("setfacl", "setfacl, for a home below a closed directory", "acl"));
      findings.add(tool("useradd", "useradd, which makes the users of engines", "passwd"));
      hardLinks(HARD_LINKS).ifPresent(findings::add);
      exchangeable(home.directory()).ifPresent(findings::add);
    } else {
      findings.add(walls(System.getProperty("user.name"), containers.well()));
    }
    findings.add(space(home));
    var server = server(home);
    findings.add(server);
    if (server.well()) {
      postgresClient(databases()).ifPresent(findings::add);
      addressTroubles().forEach(it -> findings.add(address(it)));
    }
    report(findings, text(findings));
    return findings.stream().anyMatch(each -> !each.well() && each.needed()) ? 1 : 0;
  }

  private static String text(List<Finding> findings) {
    var text = new StringBuilder();
    for (var each : findings) {
      var mark = each.well() ? "✓" : each.needed() ? "✗" : "○";
      text.append(mark).append(' ').append(each.what());
      text.append(each.detail().isEmpty() ? "" : ": " + each.detail()).append('\n');
      if (!each.well() && !each.fix().isEmpty()) {
        text.append("    → ").append(each.fix()).append('\n');
      }
    }
    return text.toString();
  }

  private static Finding java() {
    return new Finding(
        "JDK 25 or newer",
        Runtime.version().feature() >= 25,
        true,
        Runtime.version() + " in " + System.getProperty("java.home"),
        "Install a JDK 25 and set JAVA_HOME.");
  }

  private static Finding tool(String command, String what, String aptPackage) {
    var found =
        Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
            .map(directory -> Path.of(directory, command))
            .filter(Files::isExecutable)
            .findFirst();
    var needed = !command.equals("git");
    return new Finding(
        what,
        found.isPresent(),
        needed,
        found.map(Path::toString).orElse("not found"),
        "apt-get install -y " + aptPackage);
  }

  private static Finding containerEngine() {
    var engine = ContainerEngine.of(System.getenv());
    return new Finding(
        "Container engine; without one, applications run as processes",
        engine.trouble().isEmpty(),
        false,
        engine.detail(),
        engine.fix());
  }

  /** What nobody but root can wall off; see SECURITY.md, "Without root". */
  static Finding walls(String user, boolean canRunContainers) {
    return new Finding(
        "A wall around applications that run as processes",
        false,
        false,
        "none, as Cairn is not root: they run as "
            + user
            + " too, and can read Cairn's master key and token, every database of it, and each"
            + " other's files and memory",
        (canRunContainers
                ? "Run what you do not trust as a container (runtime: container)"
                : "Install a container engine for what you do not trust (Debian: apt-get install -y"
                    + " podman)")
            + ", or run Cairn as root: then each stage has a user of its own.");
  }

  /**
   * Whether the kernel keeps users from putting files of others into their directories, where root
   * would take them for theirs. Nothing to say where it does, as nearly everywhere.
   */
  static Optional<Finding> hardLinks(Path setting) {
    try {
      return Files.readString(setting).strip().equals("0")
          ? Optional.of(
              new Finding(
                  "Hard links to files of others",
                  false,
                  false,
                  "this system allows them (fs.protected_hardlinks is 0): who gets out of a database"
                      + " can have root's files in its backup",
                  "sysctl -w fs.protected_hardlinks=1"))
          : Optional.empty();
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }

  /** Whoever may write above the home puts another one in its place, where root goes on. */
  static Optional<Finding> exchangeable(Path home) {
    try {
      for (var at = there(home).toRealPath(); at != null; at = at.getParent()) {
        int mode = (int) Files.getAttribute(at, "unix:mode");
        boolean isOthers = (int) Files.getAttribute(at, "unix:uid") != 0;
        if (isOthers || ((mode & WRITABLE) != 0 && (mode & STICKY) == 0)) {
          return Optional.of(
              new Finding(
                  "A home that is root's alone to change",
                  false,
                  false,
                  home + " is none: another user may write to " + at,
                  "Move it to a directory of root's, as /var/lib/cairn, and name that in CAIRN_HOME."));
        }
      }
      return Optional.empty();
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }

  private static Path there(Path path) {
    var there = path.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }

  private static Finding space(Home home) {
    var free = there(home.directory()).toFile().getUsableSpace();
    return new Finding(
        "Space for " + home.directory(),
        free > TWO_GIB,
        true,
        Words.bytes(free) + " free",
        "Free some space, or set CAIRN_HOME to a directory on another disk.");
  }

  private static Finding server(Home home) {
    var answers = new ServerProcess(home).answers();
    return new Finding(
        "Cairn's server",
        answers,
        false,
        answers ? "answers at " + home.address() : "does not run",
        "cairn up");
  }

  /** Empty also where nobody signed in who may look: that is no fault of the machine. */
  private static List<DatabaseView> databases() {
    try (var api = Home.client(Optional.empty(), Optional.empty())) {
      return api.stacks().stream()
          .flatMap(stack -> stack.stages().stream())
          .flatMap(stage -> stage.databases().stream())
          .toList();
    } catch (ApiProblemException e) {
      return List.of();
    }
  }

  /** Empty where nobody signed in who may look, as above. */
  private static List<String> addressTroubles() {
    try (var api = Home.client(Optional.empty(), Optional.empty())) {
      return api.status().addressTroubles();
    } catch (ApiProblemException e) {
      return List.of();
    }
  }

  private static Finding address(String trouble) {
    return new Finding("Addresses of applications", false, false, trouble, "");
  }

  /**
   * Whether the system's {@code pg_dump} will do for every PostgreSQL, as the server says of each;
   * the newest tells what to install. Nothing where there is none.
   */
  static Optional<Finding> postgresClient(List<DatabaseView> databases) {
    var ours = databases.stream().filter(it -> it.engine().equals("postgres")).toList();
    var advice =
        ours.stream()
            .flatMap(it -> it.clientAdvice().stream())
            .max(Comparator.comparing(ClientAdviceView::note));
    return ours.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "pg_dump for every PostgreSQL here",
                advice.isEmpty(),
                false,
                advice.map(ClientAdviceView::note).orElse(""),
                advice.map(ClientAdviceView::install).orElse("")));
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}

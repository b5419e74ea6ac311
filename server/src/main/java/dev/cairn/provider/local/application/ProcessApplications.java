package dev.cairn.provider.local.application;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import dev.cairn.process.Command;
import dev.cairn.process.IdentityFile;
import dev.cairn.process.Launch;
import dev.cairn.process.LogBound;
import dev.cairn.process.PortHolder;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.ApplicationProvider;
import dev.cairn.provider.BuildFailure;
import dev.cairn.provider.ObservedRelease;
import dev.cairn.provider.ObservedRelease.State;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReleaseInstance;
import dev.cairn.provider.ReleaseInstance.Limits;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.provider.local.files.Disk;
import dev.cairn.provider.local.source.Git;
import dev.cairn.provider.local.source.SourceTree;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applications as processes: a copy of the source for each build, built and run there by the
 * stage's own user, with nothing of Cairn's environment. Releases of one build share it. A process
 * outlives Cairn and is known again by pid, start and a mark in its environment.
 */
public final class ProcessApplications implements ApplicationProvider {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessApplications.class);
  private static final Duration BUILD_TIMEOUT = Duration.ofMinutes(60);
  private static final Duration KILL_GRACE = Duration.ofSeconds(1);
  private static final Bytes MOST_OUTPUT = Bytes.ofMib(10);
  private static final String ENDED = "[cairn] exited with status ";

  /** Says in the log how the application ended: nobody waits for it who would remember. */
  private static final String RUN =
      "cd -- \"$2\" && /bin/sh -c \"$1\"; status=$?; echo \"" + ENDED + "$status\"; exit $status";

  /** Goes there as the user who runs it: a link leads nowhere where that one may not go. */
  private static final String ONCE = "cd -- \"$2\" && exec /bin/sh -c \"$1\"";

  private final Processes processes;
  private final ReleaseFiles files;
  private final OwnedTrees trees;
  private final ReleaseCode releaseCode;
  private final StageUsers users;
  private final Disk disk;
  private final LogBound output;
  private final ProcessLimits limits;
  private final ProcessEnvironment environments;

  /**
   * @param applications the directory that holds one of each release
   * @param cairnEnvironment Cairn's own, of which only PATH, JAVA_HOME and, for builds, proxies are
   *     handed on
   */
  public ProcessApplications(
      Processes processes,
      SourceTree tree,
      Git git,
      Path applications,
      Map<String, String> cairnEnvironment) {
    this.processes = processes;
    this.files = new ReleaseFiles(applications);
    this.trees = new OwnedTrees(processes);
    this.users = new StageUsers(new SystemUsers(processes), trees, files);
    this.disk = new Disk(processes);
    this.output = new LogBound(processes, MOST_OUTPUT);
    this.limits = new ProcessLimits(processes, files);
    this.releaseCode = new ReleaseCode(tree, git, files, trees, limits);
    this.environments = new ProcessEnvironment(cairnEnvironment, files);
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public String fingerprint(Source source, ReleaseInstance.Build build) {
    return releaseCode.fingerprint(source);
  }

  /** Any code may be a process's: its `run` command says what. */
  @Override
  public boolean holdsApplication(Source source, ReleaseInstance.Build build) {
    return !(source instanceof Source.Image);
  }

  @Override
  public List<String> withoutEffect(Limits wanted) {
    return limits.withoutEffect(wanted);
  }

  @Override
  public Progress build(
      ReleaseInstance release, Path log, Consumer<String> progress, BooleanSupplier cancelled) {
    return attempt(
        () -> {
          if (!files.isBuilt(release.id())) {
            // Nothing of it should run: a Cairn that was killed left it here.
            endMarked(release.id(), "build", limits.members(release.id()));
            var user = users.ensure(release.stage());
            releaseCode.fetch(release, user, log, cancelled);
            if (release.builtAs().isEmpty() && release.build().command().isPresent()) {
              progress.accept(release.build().command().get());
              runBuild(release, user, release.build().command().get(), log, cancelled);
            }
            // A mark that outlives a power loss is for files that outlive it too.
            disk.sync(files.directory(release.id()));
            files.markBuilt(release.id());
            LOG.info("Built release {} in {}", release.id(), files.source(release.id()));
          }
        });
  }

  @Override
  public Progress runOnce(ReleaseInstance release, String command, Path log, Duration timeout) {
    return attempt(
        () -> {
          var mark = files.mark(release.id(), "command");
          endMarked(release.id(), "command", Optional.empty());
          var environment = environments.ofRun(release, release.port());
          environment.put(Launch.MARK, mark);
          var user = owner(release);
          run(
              release,
              user,
              command,
              environment,
              log,
              timeout,
              () -> false,
              "release-command-failed");
        });
  }

  @Override
  public Progress start(ReleaseInstance release) {
    return attempt(
        () -> {
          if (find(release.id())
              .filter(it -> strangerOnPort(release.id(), it).isEmpty())
              .isPresent()) {
            return;
          }
          // What runs unrecorded was left by a Cairn that was killed here, or by a dead leader.
          endMarked(release.id(), "run", Optional.empty());
          var user = owner(release);
          int port = FreePort.choose(files.port(release.id()));
          files.keepPort(release.id(), port);
          var launch =
              new Launch(
                      List.of("/bin/sh", "-c", RUN, "sh", runCommand(release), directory(release)),
                      releaseCode.require(release.id()),
                      environments.ofRun(release, port),
                      files.output(release.id()),
                      user)
                  .marked(files.mark(release.id(), "run"))
                  .joining(limits.group(release.id()))
                  .yielding()
                  .reopening();
          var leader = processes.start(launch);
          IdentityFile.write(files.identity(release.id()), leader);
          limits.apply(
              release.id(), release.limits(), leader, files.mark(release.id(), "run"), user);
        });
  }

  @Override
  public ObservedRelease observe(String releaseId) {
    if (files.findSource(releaseId).isEmpty()) {
      return new ObservedRelease(State.MISSING, Optional.empty(), 0, "its files are gone");
    }
    var port = files.port(releaseId);
    var leader = find(releaseId);
    if (leader.isEmpty() || port.isEmpty()) {
      return new ObservedRelease(State.STOPPED, Optional.empty(), 0, reason(releaseId));
    }
    var stranger = strangerOnPort(releaseId, leader.get());
    if (stranger.isPresent()) {
      return new ObservedRelease(State.STOPPED, Optional.empty(), 0, stranger.get());
    }
    output.apply(files.output(releaseId));
    return new ObservedRelease(State.RUNNING, Optional.of("127.0.0.1:" + port.getAsInt()), 0, "");
  }

  @Override
  public Optional<List<InetSocketAddress>> listeners(String releaseId) {
    return find(releaseId)
        .map(
            it ->
                processes.listeners(
                    Optional.of(it), files.mark(releaseId, "run"), files.owner(releaseId)));
  }

  @Override
  public Progress stop(String releaseId, Duration grace) {
    return attempt(
        () -> {
          processes.terminate(
              find(releaseId),
              files.mark(releaseId, "run"),
              files.owner(releaseId),
              limits.members(releaseId),
              grace);
          endMarked(releaseId, "build", Optional.empty());
          endMarked(releaseId, "command", Optional.empty());
          limits.remove(releaseId);
        });
  }

  @Override
  public Progress remove(String releaseId) {
    var stopped = stop(releaseId, KILL_GRACE);
    return stopped instanceof Progress.Ready
        ? attempt(() -> files.remove(releaseId, trees))
        : stopped;
  }

  @Override
  public Progress forget(String releaseId) {
    var removed = remove(releaseId);
    return removed instanceof Progress.Ready
        ? attempt(() -> trees.delete(files.directory(releaseId)))
        : removed;
  }

  /** Its home, and where Cairn is root its user, with all that still runs as that. */
  @Override
  public Progress removeStage(StageRef stage) {
    return attempt(() -> users.remove(stage));
  }

  /** The same for a stage that is gone itself; what could not be removed is logged. */
  public void forget(StageRef stage) {
    if (removeStage(stage) instanceof Progress.Failed(Problem problem)) {
      LOG.warn("{} {}", problem.message(), problem.suggestion());
    }
  }

  /** The same for all stages, before all data is removed. */
  public void forgetAll() {
    users.removeAll();
  }

  @Override
  public Path logFile(String releaseId) {
    return files.output(releaseId);
  }

  private String reason(String releaseId) {
    return files
        .lastLine(releaseId)
        .filter(line -> line.startsWith(ENDED))
        .map(line -> line.substring("[cairn] ".length()))
        .orElse("its process ended");
  }

  /** Whoever took its port before it could would get what is meant for it. */
  private Optional<String> strangerOnPort(String releaseId, ProcessIdentity leader) {
    var port = files.port(releaseId);
    return port.isPresent() ? PortHolder.takenFrom(leader, port.getAsInt()) : Optional.empty();
  }

  /** The release's process where it runs. */
  private Optional<ProcessIdentity> find(String releaseId) {
    return IdentityFile.find(files.identity(releaseId)).filter(processes::isAlive);
  }

  private void endMarked(String releaseId, String what, Optional<Path> group) {
    var mark = files.mark(releaseId, what);
    processes.terminate(Optional.empty(), mark, files.owner(releaseId), group, KILL_GRACE);
  }

  /** Whom it runs as, and who is made the owner of its code where a Cairn before had another. */
  private Optional<String> owner(ReleaseInstance release) {
    var user = users.ensure(release.stage());
    trees.takeOver(files.source(release.id()), user);
    files.findSource(release.id()).ifPresent(ReleaseFiles::close);
    return user;
  }

  private static String directory(ReleaseInstance release) {
    return release.build().directory().orElse(".");
  }

  private void runBuild(
      ReleaseInstance release,
      Optional<String> user,
      String build,
      Path log,
      BooleanSupplier cancelled) {
    var environment = environments.ofBuild(release);
    environment.put(Launch.MARK, files.mark(release.id(), "build"));
    run(release, user, build, environment, log, BUILD_TIMEOUT, cancelled, "build-failed");
  }

  private void run(
      ReleaseInstance release,
      Optional<String> user,
      String command,
      Map<String, String> environment,
      Path log,
      Duration timeout,
      BooleanSupplier cancelled,
      String code) {
    var outcome =
        processes.run(
            Command.of("/bin/sh", "-c", ONCE, "sh", command, directory(release))
                .in(releaseCode.require(release.id()))
                .withEnvironment(environment)
                .within(timeout)
                .keeping(Bytes.ofKib(16))
                .redacting(ProcessEnvironment.secrets(release))
                .loggingTo(log)
                .cancelledBy(cancelled)
                .joining(limits.group(release.id()))
                .yielding()
                .as(user));
    if (!outcome.succeeded()) {
      throw BuildFailure.of(
              code,
              release,
              "\"" + command + "\" ended with status " + outcome.status(),
              outcome.output())
          .toException();
    }
  }

  private static String runCommand(ReleaseInstance release) {
    return release
        .run()
        .orElseThrow(
            () ->
                Problem.invalid(
                        "no-run-command",
                        "The service says no `run` command to start a process with.",
                        "Add `run` to the service, or a Dockerfile and a container engine.")
                    .toException());
  }

  private static Progress attempt(Runnable work) {
    try {
      work.run();
      return Progress.ready();
    } catch (ProblemException e) {
      return new Progress.Failed(e.problem());
    }
  }
}

package dev.cairn.provider.local.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.RestartPolicy;
import dev.cairn.core.Problem;
import dev.cairn.provider.ReleaseInstance;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A release's container: one process tree without privileges, on its stage's network only.
 *
 * <p>Restart policy: {@code on-failure}. While Cairn is away the engine itself brings a crashed
 * application back, within a tenth of a second; what ends with status 0 or after a reboot is
 * Cairn's to start, which does so once the databases answer ({@code unless-stopped} would start it
 * before them). See docs.docker.com/engine/containers/start-containers-automatically.
 */
final class DockerContainers {
  /** Where the certificate authority of the databases lies in every container. */
  static final String CERTIFICATE_AUTHORITY = "/etc/cairn/ca.crt";

  private static final String AUTHORITIES = "/etc/cairn/";

  private static final String UNPRIVILEGED = WritableImage.USER + ":" + WritableImage.USER;

  /**
   * Processes and threads of one container, where a fork bomb would take the whole machine's: far
   * above what an application has, an eighth of the kernel's usual most.
   */
  private static final long MOST_PROCESSES = 4096;

  /**
   * As if it had half of the machine's memory besides: where that runs out, the kernel ends an
   * application before a database or Cairn.
   */
  static final int FIRST_TO_GO = 500;

  /** Docker says it when the container is started, Podman when it is created. */
  private static final List<String> NO_INIT =
      List.of("docker-init", "container-init binary not found");

  private static final Logger LOG = LoggerFactory.getLogger(DockerContainers.class);

  private final DockerEngine engine;
  private final DockerNames names;
  private final Path certificateAuthority;

  DockerContainers(DockerEngine engine, DockerNames names, Path certificateAuthority) {
    this.engine = engine;
    this.names = names;
    this.certificateAuthority = certificateAuthority;
  }

  /** One of this name that another made is none of ours, whatever is in its image. */
  Optional<InspectContainerResponse> find(String container) {
    try {
      var found = engine.client().inspectContainerCmd(container).exec();
      var labels = Optional.ofNullable(found.getConfig().getLabels()).orElse(Map.of());
      if (!names.isOurs(labels)) {
        throw Problem.conflict(
                "container-name-taken",
                "The container engine has a container " + container + " that is not Cairn's.",
                "Rename it (docker rename) or remove it (docker rm -f " + container + ").")
            .toException();
      }
      return Optional.of(found);
    } catch (NotFoundException absent) {
      return Optional.empty();
    } catch (DockerException e) {
      throw DockerEngine.failure("look at the container " + container, e);
    }
  }

  /** Creates and starts; a container that cannot start is removed again. */
  void run(ReleaseInstance release, String container, Optional<String> command, String network) {
    try {
      try {
        create(release, container, command, network, true);
        start(container);
      } catch (DockerException e) {
        if (NO_INIT.stream().noneMatch(DockerEngine.reason(e)::contains)) {
          throw e;
        }
        LOG.debug("The engine has no init program: {} goes without", container);
        remove(container);
        create(release, container, command, network, false);
        start(container);
      }
    } catch (ConflictException madeMeanwhile) {
      throw DockerEngine.failure("create the container " + container, madeMeanwhile);
    } catch (DockerException e) {
      remove(container);
      throw DockerEngine.failure("start the container " + container, e);
    }
    LOG.info("Started container {} of {}", container, names.image(release.id()));
  }

  /** Starts one that ended. False where it no longer can, as its network is another by now. */
  boolean startAgain(String container) {
    try {
      start(container);
      LOG.info("Started container {} again", container);
      return true;
    } catch (DockerException e) {
      LOG.info("Container {} cannot start again: {}", container, DockerEngine.reason(e));
      return false;
    }
  }

  void stop(String container, Duration grace) {
    if (find(container).isEmpty()) {
      return;
    }
    try {
      engine.client().stopContainerCmd(container).withTimeout((int) grace.toSeconds()).exec();
    } catch (NotFoundException | NotModifiedException stopped) {
      LOG.debug("Container {} does not run", container);
    } catch (DockerException e) {
      throw DockerEngine.failure("stop the container " + container, e);
    }
  }

  void remove(String container) {
    if (find(container).isEmpty()) {
      return;
    }
    try {
      engine.client().removeContainerCmd(container).withForce(true).withRemoveVolumes(true).exec();
      LOG.info("Removed container {}", container);
    } catch (NotFoundException | ConflictException goneOrGoing) {
      LOG.debug("Container {} is gone", container);
    } catch (DockerException e) {
      throw DockerEngine.failure("remove the container " + container, e);
    }
  }

  private void start(String container) {
    try {
      engine.client().startContainerCmd(container).exec();
    } catch (NotModifiedException runs) {
      LOG.debug("Container {} runs already", container);
    }
  }

  private void create(
      ReleaseInstance release,
      String container,
      Optional<String> command,
      String network,
      boolean init) {
    var image = names.image(release.id());
    var config = engine.client().inspectImageCmd(image).exec().getConfig();
    var create =
        engine
            .client()
            .createContainerCmd(image)
            .withName(container)
            .withLabels(names.labels(release.stage(), release.id()))
            // Cairn looks itself. What an image says there, the engine would do, as root, and as
            // often as the image likes.
            .withHealthcheck(new HealthCheck().withTest(List.of("NONE")))
            .withHostConfig(host(release, network, command.isPresent(), init));
    var environment = new LinkedHashMap<String, String>();
    if (WritableImage.isRoot(Optional.ofNullable(config.getUser()))) {
      create.withUser(UNPRIVILEGED);
      environment.put("HOME", WritableImage.HOME);
    }
    release.variables().forEach((name, value) -> environment.put(name, value.reveal()));
    environment.put("PORT", String.valueOf(release.port()));
    create.withEnv(assignments(environment));
    command.ifPresent(it -> inShell(create, it));
    create.exec();
  }

  private static void inShell(CreateContainerCmd create, String command) {
    create.withEntrypoint("/bin/sh", "-c").withCmd(command);
  }

  private HostConfig host(ReleaseInstance release, String network, boolean once, boolean init) {
    var host =
        HostConfig.newHostConfig()
            .withNetworkMode(network)
            .withRestartPolicy(once ? RestartPolicy.noRestart() : RestartPolicy.onFailureRestart(0))
            .withSecurityOpts(List.of("no-new-privileges"))
            .withCapDrop(Capability.ALL)
            .withPidsLimit(MOST_PROCESSES)
            .withOomScoreAdj(FIRST_TO_GO)
            .withInit(init)
            .withLogConfig(
                new LogConfig(
                    LogConfig.LoggingType.JSON_FILE, Map.of("max-size", "50m", "max-file", "2")));
    limit(host, release.limits());
    var mounts = new ArrayList<Mount>();
    if (Files.exists(certificateAuthority)) {
      mounts.add(readable(certificateAuthority, CERTIFICATE_AUTHORITY));
    }
    release.authorities().stream()
        .filter(Files::exists)
        .forEach(file -> mounts.add(readable(file, AUTHORITIES + file.getFileName())));
    if (!mounts.isEmpty()) {
      host.withMounts(mounts);
    }
    return host;
  }

  /**
   * Memory without swap beside it. The engine refuses more processors than the machine has, which
   * are no limit there.
   */
  private void limit(HostConfig host, ReleaseInstance.Limits limits) {
    limits.memory().ifPresent(it -> host.withMemory(it.value()).withMemorySwap(it.value()));
    limits.shmSize().ifPresent(it -> host.withShmSize(it.value()));
    limits
        .cpus()
        .filter(it -> it.compareTo(BigDecimal.valueOf(processors())) < 0)
        .ifPresent(it -> host.withNanoCPUs(it.scaleByPowerOfTen(9).longValue()));
  }

  private int processors() {
    return Optional.ofNullable(info().getNCPU()).orElse(Integer.MAX_VALUE);
  }

  /** What the kernel or the engine does not enforce here, in sentences. */
  List<String> withoutEffect(ReleaseInstance.Limits limits) {
    boolean unlimited = limits.memory().isEmpty() && limits.cpus().isEmpty();
    if (unlimited || engine.unavailable().isPresent()) {
      return List.of();
    }
    var info = info();
    var notes = new ArrayList<String>();
    if (limits.memory().isPresent() && Boolean.FALSE.equals(info.getMemoryLimit())) {
      notes.add("memory does not hold here: the container engine cannot limit it.");
    }
    if (limits.cpus().isPresent() && Boolean.FALSE.equals(info.getCpuCfsQuota())) {
      notes.add("cpus does not hold here: the container engine cannot limit them.");
    }
    return notes;
  }

  private Info info() {
    try {
      return engine.client().infoCmd().exec();
    } catch (DockerException e) {
      throw DockerEngine.failure("ask the container engine what it can do", e);
    }
  }

  private static Mount readable(Path file, String target) {
    return new Mount()
        .withType(MountType.BIND)
        .withSource(file.toString())
        .withTarget(target)
        .withReadOnly(true);
  }

  private static List<String> assignments(Map<String, String> variables) {
    var all = new ArrayList<String>();
    variables.forEach((name, value) -> all.add(name + "=" + value));
    return all;
  }
}

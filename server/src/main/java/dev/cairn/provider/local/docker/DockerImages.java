package dev.cairn.provider.local.docker;

import com.github.dockerjava.api.async.ResultCallbackTemplate;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.BuildResponseItem;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import com.github.dockerjava.core.dockerfile.Dockerfile;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StateFile;
import dev.cairn.provider.ReleaseInstance;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.provider.local.source.Git;
import dev.cairn.provider.local.source.TreeDigest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A release's image: built, pulled, or another release's under a further name. */
final class DockerImages {
  private static final Logger LOG = LoggerFactory.getLogger(DockerImages.class);
  private static final long LONGEST_BUILD = TimeUnit.MINUTES.toNanos(60);

  private final DockerEngine engine;
  private final DockerNames names;
  private final Git git;

  DockerImages(DockerEngine engine, DockerNames names, Git git) {
    this.engine = engine;
    this.names = names;
    this.git = git;
  }

  /** Docker's own idea of a directory: what {@code .dockerignore} does not exclude. */
  String fingerprint(Source source) {
    return switch (source) {
      case Source.Directory(Path path) -> digest(path);
      case Source.Git repository -> "git:" + git.commit(repository);
      case Source.Image(String name) -> findId(name).orElse("image:" + name);
    };
  }

  /** Makes the release's image be there. */
  void ensure(
      ReleaseInstance release, Path log, Consumer<String> progress, BooleanSupplier cancelled) {
    if (findId(names.image(release.id())).isPresent()) {
      return;
    }
    if (release.builtAs().isPresent()) {
      tag(names.image(release.builtAs().get()), release);
      return;
    }
    switch (release.source()) {
      case Source.Directory(Path path) -> build(release, path, log, progress, cancelled);
      case Source.Git repository -> buildCheckout(release, repository, log, progress, cancelled);
      case Source.Image(String name) -> {
        if (findId(name).isEmpty()) {
          pull(name, log, progress, cancelled);
        }
        tag(name, release);
      }
    }
  }

  void remove(String releaseId) {
    try {
      engine.client().removeImageCmd(names.image(releaseId)).exec();
      LOG.info("Removed image {}", names.image(releaseId));
    } catch (NotFoundException gone) {
      LOG.debug("Image {} is gone", names.image(releaseId));
    } catch (DockerException e) {
      throw DockerEngine.failure("remove the image " + names.image(releaseId), e);
    }
  }

  private void tag(String image, ReleaseInstance release) {
    var id = release.id();
    try {
      engine.client().tagImageCmd(image, names.repository(id), names.tag(id)).exec();
    } catch (NotFoundException e) {
      throw Problem.failed(
              "release-code-gone",
              "The image " + image + " that release " + id + " is made of is gone.",
              "Deploy from the source again.")
          .toException(e);
    } catch (DockerException e) {
      throw DockerEngine.failure("name the image " + image, e);
    }
  }

  private void buildCheckout(
      ReleaseInstance release,
      Source.Git repository,
      Path log,
      Consumer<String> progress,
      BooleanSupplier cancelled) {
    Path checkout;
    try {
      checkout = Files.createTempDirectory("cairn-" + release.id() + "-");
    } catch (IOException e) {
      throw StateFile.failure("create", Path.of(System.getProperty("java.io.tmpdir")), e);
    }
    try {
      progress.accept("fetching " + repository.url() + "#" + repository.ref());
      git.checkout(repository, checkout, log, cancelled);
      build(release, checkout, log, progress, cancelled);
    } finally {
      delete(checkout);
    }
  }

  private void build(
      ReleaseInstance release,
      Path directory,
      Path log,
      Consumer<String> progress,
      BooleanSupplier cancelled) {
    var dockerfile = dockerfile(directory);
    var said = new Said<BuildResponseItem>(log, progress);
    engine
        .streaming()
        .buildImageCmd(dockerfile.toFile())
        .withBaseDirectory(directory.toFile())
        .withTags(Set.of(names.image(release.id())))
        .withLabels(Map.of(DockerNames.INSTALLATION_LABEL, names.installation()))
        .withRemove(true)
        .withForcerm(true)
        .exec(said);
    said.finish("build " + names.image(release.id()), cancelled);
    LOG.info("Built image {} from {}", names.image(release.id()), directory);
  }

  private void pull(String name, Path log, Consumer<String> progress, BooleanSupplier cancelled) {
    var said = new Said<PullResponseItem>(log, progress);
    engine.streaming().pullImageCmd(withTag(name)).exec(said);
    said.finish("pull " + name, cancelled);
    LOG.info("Pulled image {}", name);
  }

  /** Without a tag the engine would pull all of them. */
  private static String withTag(String name) {
    boolean tagged = name.contains("@") || name.lastIndexOf(':') > name.lastIndexOf('/');
    return tagged ? name : name + ":latest";
  }

  private Optional<String> findId(String image) {
    try {
      return Optional.of(engine.client().inspectImageCmd(image).exec().getId());
    } catch (NotFoundException absent) {
      return Optional.empty();
    } catch (DockerException e) {
      throw DockerEngine.failure("look at the image " + image, e);
    }
  }

  private static Path dockerfile(Path directory) {
    var file = directory.resolve("Dockerfile");
    if (!Files.isRegularFile(file)) {
      throw Problem.invalid(
              "no-dockerfile",
              "There is no Dockerfile in " + directory + ".",
              "Add one, or give the service a `run` command to run it as a process.")
          .toException();
    }
    return file;
  }

  private static String digest(Path directory) {
    var root = directory.toAbsolutePath().normalize();
    try {
      var scan = new Dockerfile(dockerfile(root).toFile(), root.toFile());
      var files = new TreeSet<Path>();
      files.add(Path.of("Dockerfile"));
      // The scan's own list of files is private to it; its rules are not.
      var ignore = new IgnoreRules(scan.getIgnores());
      try (var all = Files.walk(root)) {
        all.filter(path -> Files.isRegularFile(path) || Files.isSymbolicLink(path))
            .map(root::relativize)
            .filter(path -> !path.startsWith(".git") && !ignore.excludes(path))
            .forEach(files::add);
      }
      return TreeDigest.of(root, files);
    } catch (IOException e) {
      throw StateFile.failure("read", root, e);
    }
  }

  private static void delete(Path directory) {
    try (var all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      LOG.warn("{} could not be removed: {}", directory, e.toString());
    }
  }

  /** What the engine says while it builds or pulls: to the log and to the live page. */
  private static final class Said<T extends ResponseItem>
      extends ResultCallbackTemplate<Said<T>, T> {
    private final Path log;
    private final Consumer<String> progress;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile String last = "";
    private volatile Optional<String> error = Optional.empty();

    Said(Path log, Consumer<String> progress) {
      this.log = log;
      this.progress = progress;
    }

    @Override
    public void onNext(T item) {
      if (item.isErrorIndicated()) {
        var detail = Optional.ofNullable(item.getErrorDetail()).map(it -> it.getMessage());
        error = Optional.of(detail.orElse("it did not say why").strip());
        LogFile.append(log, error.get() + "\n");
        return;
      }
      var stream = Optional.ofNullable(item.getStream());
      var text =
          stream.or(
              () ->
                  item.getProgressDetail() == null
                      ? Optional.ofNullable(item.getStatus()).map(status -> status + "\n")
                      : Optional.empty());
      text.ifPresent(this::tell);
    }

    @Override
    public void onComplete() {
      super.onComplete();
      ended.countDown();
    }

    @Override
    public void onError(Throwable cause) {
      error = Optional.of(String.valueOf(cause.getMessage()));
      super.onError(cause);
      ended.countDown();
    }

    private void tell(String text) {
      LogFile.append(log, text);
      if (!text.isBlank()) {
        last = text.strip();
        progress.accept(last);
      }
    }

    void finish(String attempted, BooleanSupplier cancelled) {
      long end = System.nanoTime() + LONGEST_BUILD;
      try (this) {
        // awaitCompletion with a time-out would close the answer when the time is out.
        while (!ended.await(200, TimeUnit.MILLISECONDS)) {
          if (cancelled.getAsBoolean() || System.nanoTime() > end) {
            throw failed(
                attempted, cancelled.getAsBoolean() ? "it was cancelled" : "it took over an hour");
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Problem.unavailable("interrupted", "Cairn is stopping.", "Try again.").toException(e);
      } catch (IOException e) {
        throw StateFile.failure("read the engine's answer for", log, e);
      } catch (DockerException e) {
        throw DockerEngine.failure(attempted, e);
      }
      if (error.isPresent()) {
        throw failed(attempted, error.get() + (last.isEmpty() ? "" : "; last: " + last));
      }
    }

    private ProblemException failed(String attempted, String why) {
      return Problem.failed(
              "build-failed",
              "Could not " + attempted + ": " + why + ".",
              "Read the build log, mend it and deploy again.")
          .toException();
    }
  }
}

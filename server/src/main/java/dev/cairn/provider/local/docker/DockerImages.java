package dev.cairn.provider.local.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StateFile;
import dev.cairn.provider.ReleaseInstance;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.provider.local.docker.ImageBuild.Audience;
import dev.cairn.provider.local.source.Git;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A release's image: built, pulled, or another release's under a further name. */
final class DockerImages {
  private static final Logger LOG = LoggerFactory.getLogger(DockerImages.class);

  private final DockerEngine engine;
  private final DockerNames names;
  private final Git git;
  private final ImageBuild building;
  private final WritableImage writable;

  DockerImages(DockerEngine engine, DockerNames names, Git git, ImageBuild building) {
    this.engine = engine;
    this.names = names;
    this.git = git;
    this.building = building;
    this.writable = new WritableImage(engine, names);
  }

  /** Docker's own idea of a directory: what {@code .dockerignore} does not exclude. */
  String fingerprint(Source source, ReleaseInstance.Build build) {
    return switch (source) {
      case Source.Directory(Path path) -> building.fingerprint(path, build);
      case Source.Git repository -> "git:" + git.commit(repository);
      case Source.Image(String name) -> findId(name).orElse("image:" + name);
    };
  }

  /**
   * Makes the release's image be there, for whom it will run as.
   *
   * @return what people should know besides
   */
  Optional<String> ensure(ReleaseInstance release, Audience audience) {
    var note = make(release, audience);
    writable.ensure(release.id(), audience.log());
    return note;
  }

  private Optional<String> make(ReleaseInstance release, Audience audience) {
    if (findId(names.image(release.id())).isPresent()) {
      return Optional.empty();
    }
    if (release.builtAs().isPresent()) {
      tag(names.image(release.builtAs().get()), release);
      return Optional.empty();
    }
    switch (release.source()) {
      case Source.Directory(Path path) -> building.build(release, path, audience);
      case Source.Git repository -> buildCheckout(release, repository, audience);
      case Source.Image(String name) -> {
        var note = bring(name, release, audience);
        tag(name, release);
        return note;
      }
    }
    return Optional.empty();
  }

  /** Where the registry does not answer, the image that is here serves, and that is told. */
  private Optional<String> bring(String name, ReleaseInstance release, Audience audience) {
    boolean here = findId(name).isPresent();
    if (here && release.pull() == ReleaseInstance.Pull.MISSING) {
      return Optional.empty();
    }
    try {
      pull(name, release, audience);
      return Optional.empty();
    } catch (ProblemException e) {
      if (!here || audience.cancelled().getAsBoolean()) {
        throw e;
      }
      LOG.info("{} is taken as it is here: {}", name, e.problem().message());
      return Optional.of(
          "The image " + name + " is taken as it is on this machine. " + e.problem().message());
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

  private void buildCheckout(ReleaseInstance release, Source.Git repository, Audience audience) {
    Path checkout;
    try {
      checkout = Files.createTempDirectory("cairn-" + release.id() + "-");
    } catch (IOException e) {
      throw StateFile.failure("create", Path.of(System.getProperty("java.io.tmpdir")), e);
    }
    try {
      audience.progress().accept("fetching " + repository.url() + "#" + repository.ref());
      git.checkout(repository, checkout, audience.log(), audience.cancelled());
      building.build(release, checkout, audience);
    } finally {
      ImageBuild.delete(checkout);
    }
  }

  private void pull(String name, ReleaseInstance release, Audience audience) {
    var said = new EngineAnswer<PullResponseItem>(audience);
    engine.streaming().pullImageCmd(withTag(name)).exec(said);
    said.finish("pull " + name, release);
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
}

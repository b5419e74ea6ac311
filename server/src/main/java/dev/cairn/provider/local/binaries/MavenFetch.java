package dev.cairn.provider.local.binaries;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;

/**
 * Fetches artifacts through Maven Resolver, so that mirrors, proxies and credentials of the user's
 * {@code settings.xml} apply, into the user's local repository.
 */
public final class MavenFetch {
  private MavenFetch() {}

  /** A jar without classifier. */
  public static Path fetch(
      String group, String artifact, String version, Consumer<String> progress) {
    return fetch(group, artifact, "jar", "", version, progress);
  }

  /** The artifact's file. Says each MB of a download. */
  public static Path fetch(
      String group,
      String artifact,
      String type,
      String classifier,
      String version,
      Consumer<String> progress) {
    var overrides =
        ContextOverrides.create()
            .withUserSettings(true)
            .transferListener(new Megabytes(artifact + " " + version, progress))
            .build();
    try (var context = Runtimes.INSTANCE.getRuntime().create(overrides)) {
      var request =
          new ArtifactRequest(
              new DefaultArtifact(group, artifact, classifier, type, version),
              context.remoteRepositories(),
              "");
      return context
          .repositorySystem()
          .resolveArtifact(context.repositorySystemSession(), request)
          .getArtifact()
          .getFile()
          .toPath();
    } catch (ArtifactResolutionException e) {
      throw Problem.unavailable(
              "engine-not-fetched",
              "Could not fetch "
                  + group
                  + ":"
                  + artifact
                  + ":"
                  + version
                  + ": "
                  + Sentence.ended(reason(e)),
              "Check the network and Maven's settings.xml (mirrors, proxies), or install the"
                  + " engine from your system's packages, and retry.")
          .toException(e);
    }
  }

  private static String reason(Throwable failure) {
    var deepest = failure;
    for (var next = deepest.getCause(); next != null; next = deepest.getCause()) {
      deepest = next;
    }
    return String.valueOf(deepest.getMessage());
  }

  private static final class Megabytes extends AbstractTransferListener {
    private final String what;
    private final Consumer<String> progress;
    private long said;

    Megabytes(String what, Consumer<String> progress) {
      this.what = what;
      this.progress = progress;
    }

    @Override
    public void transferProgressed(TransferEvent event) {
      long done = new Bytes(event.getTransferredBytes()).toMib();
      long all = event.getResource().getContentLength();
      if (done > said) {
        said = done;
        progress.accept(
            "fetched "
                + done
                + (all > 0 ? " of " + new Bytes(all).toMib() : "")
                + " MB of "
                + what);
      }
    }
  }
}

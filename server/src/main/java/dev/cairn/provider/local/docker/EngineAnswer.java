package dev.cairn.provider.local.docker;

import com.github.dockerjava.api.async.ResultCallbackTemplate;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.ResponseItem;
import dev.cairn.core.Problem;
import dev.cairn.core.StateFile;
import dev.cairn.provider.BuildFailure;
import dev.cairn.provider.ReleaseInstance;
import dev.cairn.provider.local.docker.ImageBuild.Audience;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the engine says while it builds or pulls: to the log and to the live page. */
final class EngineAnswer<T extends ResponseItem>
    extends ResultCallbackTemplate<EngineAnswer<T>, T> {
  private static final long LONGEST = TimeUnit.MINUTES.toNanos(60);
  private static final int MOST_KEPT = 64 * 1024;

  private final Audience audience;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final StringBuilder said = new StringBuilder();
  private volatile Optional<String> error = Optional.empty();

  EngineAnswer(Audience audience) {
    this.audience = audience;
  }

  @Override
  public void onNext(T item) {
    if (item.isErrorIndicated()) {
      var detail = Optional.ofNullable(item.getErrorDetail()).map(it -> it.getMessage());
      error = Optional.of(detail.orElse("it did not say why").strip());
      tell(error.get() + "\n");
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

  private synchronized void tell(String text) {
    LogFile.append(audience.log(), text);
    said.append(text);
    if (said.length() > 2 * MOST_KEPT) {
      said.delete(0, said.length() - MOST_KEPT);
    }
    text.lines().forEach(audience::hear);
  }

  private synchronized String said() {
    return said.toString();
  }

  /** Waits for the end of it. */
  void finish(String attempted, ReleaseInstance release) {
    long end = System.nanoTime() + LONGEST;
    try (this) {
      // awaitCompletion with a time-out would close the answer when the time is out.
      while (!ended.await(200, TimeUnit.MILLISECONDS)) {
        boolean cancelled = audience.cancelled().getAsBoolean();
        if (cancelled || System.nanoTime() > end) {
          throw BuildFailure.of(
                  "build-failed",
                  release,
                  "Could not " + attempted,
                  cancelled ? "it was cancelled" : "it took over an hour")
              .toException();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("interrupted", "Cairn is stopping.", "Try again.").toException(e);
    } catch (IOException e) {
      throw StateFile.failure("read the engine's answer for", audience.log(), e);
    } catch (DockerException e) {
      throw DockerEngine.failure(attempted, e);
    }
    if (error.isPresent()) {
      var all = said();
      var output = all.contains(error.get()) ? all : all + "\n" + error.get();
      throw BuildFailure.of("build-failed", release, "Could not " + attempted, output)
          .toException();
    }
  }
}

package dev.cairn.provider.local.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DockerfileTest {
  @Test
  void whatOnlyBuildKitCanIsNamedWithItsLine() {
    var dockerfile =
        Dockerfile.parse(
            """
            # syntax=docker/dockerfile:1.7
            FROM --platform=$BUILDPLATFORM debian AS build
            # RUN --mount=type=cache,target=/x is only spoken of
            RUN apt-get update && \\
                # between
                apt-get install --mount-nothing
            run --mount=type=cache,target=/cache \\
                --mount=type=secret,id=token mvn package
            COPY --from=build --link --chmod=755 a b
            COPY <<EOF /etc/motd
            RUN --mount=type=cache in its text
            EOF
            RUN echo $((1<<SHIFT)) "<<"
            ADD --checksum=sha256:1 https://example.org/x /x
            """);
    assertThat(dockerfile.needs())
        .map(String::valueOf)
        .containsExactly(
            "`FROM --platform=$BUILDPLATFORM` in line 2",
            "`RUN --mount` in line 7",
            "`RUN --mount` in line 7",
            "`COPY --link` in line 9",
            "`COPY --chmod` in line 9",
            "`COPY <<EOF` in line 10",
            "`ADD --checksum` in line 14");
    assertThat(dockerfile.hasOfficialSyntax()).isTrue();
    assertThat(dockerfile.withoutSyntax().lines().skip(1).toList())
        .isEqualTo(dockerfile.text().lines().skip(1).toList());
    assertThat(Dockerfile.parse(dockerfile.withoutSyntax()).syntax()).isEmpty();
  }

  @Test
  void plainOneNeedsNothing() {
    var dockerfile =
        Dockerfile.parse(
            """
            # escape=`
            FROM debian
            COPY --chown=1:1 . .
            RUN echo a `
              && echo b
            # syntax=docker/dockerfile:1
            """);
    assertThat(dockerfile.needs()).isEmpty();
    assertThat(dockerfile.syntax()).isEmpty();
  }

  @Test
  void frontendOfSomebodyElseIsNotDockers() {
    assertThat(Dockerfile.parse("# syntax=r2d4/mockerfile\n").hasOfficialSyntax()).isFalse();
    assertThat(Dockerfile.parse("#syntax = docker.io/docker/dockerfile\n").hasOfficialSyntax())
        .isTrue();
  }

  /** Of the longest that is read: each line, or half of it, was looked at once for each other. */
  @Test
  void dockerfileWrittenToBeReadForHoursIsReadAtOnce() {
    int half = 1 << 19;
    var hostile =
        List.of(
            "FROM a \\\n".repeat(2 * half / 9),
            "RUN x " + "<<E ".repeat(half / 4) + "\n" + "\n".repeat(half),
            "E\nRUN x " + "<<E ".repeat(half / 4) + "\n" + "\n".repeat(half),
            "# a=b" + " ".repeat(2 * half) + "\u2028\n");
    for (var text : hostile) {
      assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Dockerfile.parse(text));
    }
  }
}

package dev.cairn.cli.service;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.LogCommand;
import java.io.InputStream;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn logs}. */
@Command(
    name = "logs",
    description = "The application's output or requests, a build's output, or a database's log.")
public final class Logs extends LogCommand {
  @Parameters(
      paramLabel = "STACK/STAGE|DB",
      description = "A stage for its application, or a database.")
  private String subject;

  @Option(
      names = "--build",
      paramLabel = "RELEASE",
      description = "The output of a release's build.")
  private Optional<Integer> build = Optional.empty();

  @Option(names = "--access", description = "The requests to an application with accessLog=true.")
  private boolean access;

  @Override
  protected InputStream open(ApiClient api) {
    if (access && build.isEmpty()) {
      return api.accessLog(subject, lines(), follows());
    }
    if (subject.chars().filter(each -> each == '/').count() == 2) {
      return api.databaseLog(subject, lines(), follows());
    }
    return build.isPresent()
        ? api.buildLog(subject, build.get(), lines(), follows())
        : api.serviceLog(subject, lines(), follows());
  }
}

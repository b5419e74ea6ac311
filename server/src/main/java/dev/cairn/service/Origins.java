package dev.cairn.service;

import dev.cairn.provider.ReleaseInstance.Source;
import java.nio.file.Path;

/** Sources in words for people. */
final class Origins {
  private Origins() {}

  static String of(Source source) {
    return switch (source) {
      case Source.Directory(Path path) -> path.toString();
      case Source.Git git -> git.written();
      case Source.Image(String name) -> name;
    };
  }
}

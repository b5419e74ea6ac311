package dev.cairn.provider;

import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Databases that somebody else runs and that Cairn only looks at. No verb changes anything in them:
 * nothing is created, altered, restarted or deleted.
 */
public interface ExistingDatabases {

  /**
   * Tests everything that an application of the stage needs: name, route, protocol, TLS, login,
   * version, privileges, and the way from the stage's containers. Takes a few seconds at most, each
   * told to {@code progress}.
   *
   * @throws dev.cairn.core.ProblemException what is wrong, with the field that it is about
   */
  Examined examine(ExistingDatabase database, StageRef stage, Consumer<String> progress);

  /** Whether it answers: one connection, one question. The reason where it does not. */
  Optional<Problem> observe(ExistingDatabase database);

  /**
   * Keeps an authority's certificate as a file for applications, under a name that differs with the
   * text. May be called again.
   *
   * @param id of the database
   */
  Path keepAuthority(String id, String pem);

  /** Removes the files of {@link #keepAuthority} of that database. */
  void forgetAuthorities(String id);
}

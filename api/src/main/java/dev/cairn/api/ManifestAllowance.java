package dev.cairn.api;

import java.util.List;

/**
 * What a manifest may have of the server's machine that its stages do not have already.
 *
 * @param sources absolute directories: sources are taken from these or from below, where nothing on
 *     the way is hidden
 * @param secrets names of secrets of other stacks that variables may refer to
 */
public record ManifestAllowance(List<String> sources, List<String> secrets) {
  public ManifestAllowance {
    sources = Absent.list(sources);
    secrets = Absent.list(secrets);
  }
}

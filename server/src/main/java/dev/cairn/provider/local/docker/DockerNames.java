package dev.cairn.provider.local.docker;

import dev.cairn.core.StageRef;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What things are called in the container engine.
 *
 * @param installation the id of this Cairn; a label on all it makes
 * @param suffix set apart from another Cairn on the same engine; empty in the default home
 */
public record DockerNames(String installation, String suffix) {
  static final String INSTALLATION_LABEL = "cairn.installation";
  static final String STACK_LABEL = "cairn.stack";
  static final String STAGE_LABEL = "cairn.stage";

  /** On an image: to whom its working directory was given. */
  static final String WRITABLE_LABEL = "cairn.writable";

  static final String RELEASE_LABEL = "cairn.release";

  /** In names of what a drill runs, behind the stage's. */
  private static final String DRILL = "(?:\\.[a-z]+-drill)?";

  String container(String releaseId) {
    return "cairn-" + releaseId + ending();
  }

  /** The container that runs a release's release command. */
  String commandContainer(String releaseId) {
    return container(releaseId) + "-command";
  }

  /** The container that a release's image is completed with; it never runs. */
  String writableContainer(String releaseId) {
    return container(releaseId) + "-writable";
  }

  /**
   * Whether this installation gave a container its name. Its labels alone tell nothing: a container
   * has those of its image, and so has one that somebody made of an image of ours, or of one that
   * says so of itself.
   */
  boolean isContainer(String name) {
    return name.replaceFirst("^/", "")
        .matches("cairn-[a-z0-9-]+" + DRILL + "-r[0-9]+" + ending() + "(?:-command|-writable)?");
  }

  /** What is made is labelled with all of these, which what an image says cannot replace. */
  boolean isOurs(Map<String, String> labels) {
    return installation.equals(labels.get(INSTALLATION_LABEL));
  }

  String network(StageRef stage) {
    return "cairn-" + stage.joined() + ending();
  }

  /**
   * The bridge of a network, where Cairn has to name it: an interface's name has 15 bytes at most.
   */
  static String bridge(String network) {
    return "cairn" + HexFormat.of().toHexDigits(network.hashCode());
  }

  /** {@code cairn/notes-dev:r3}. */
  String image(String releaseId) {
    return repository(releaseId) + ":" + tag(releaseId);
  }

  String repository(String releaseId) {
    return "cairn" + ending() + "/" + releaseId.substring(0, releaseId.lastIndexOf('-'));
  }

  /** A pattern that finds all repositories of this installation, and perhaps others'. */
  String everyRepository() {
    return "cairn" + ending() + "/*";
  }

  /**
   * Whether an image is called as this installation calls those of its releases. Podman tells names
   * with the registry that a short name stands for.
   */
  boolean isImage(String name) {
    return name.replaceFirst("^(localhost|docker\\.io)/", "")
        .matches("cairn" + ending() + "/[a-z0-9-]+" + DRILL + ":r[0-9]+");
  }

  String tag(String releaseId) {
    return releaseId.substring(releaseId.lastIndexOf('-') + 1);
  }

  Map<String, String> labels(StageRef stage) {
    var labels = new LinkedHashMap<String, String>();
    labels.put(INSTALLATION_LABEL, installation);
    labels.put(STACK_LABEL, stage.stack().value());
    labels.put(STAGE_LABEL, stage.stage().value());
    return labels;
  }

  Map<String, String> labels(StageRef stage, String releaseId) {
    var labels = labels(stage);
    labels.put(RELEASE_LABEL, releaseId);
    return labels;
  }

  private String ending() {
    return suffix.isEmpty() ? "" : "-" + suffix;
  }
}

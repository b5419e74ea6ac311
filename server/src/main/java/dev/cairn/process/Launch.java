package dev.cairn.process;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How to start a process that outlives Cairn.
 *
 * @param argv the command; never a secret, as every user of the machine can read it
 * @param environment all of its environment but {@code PATH} and {@code LANG}, which are Cairn's
 *     where not given; nothing else is inherited. Secrets may stand here
 * @param output the file that stdout and stderr are appended to
 * @param user whom it runs as where Cairn is root; empty: whoever Cairn is
 * @param group the list of a control group's members that it puts itself into before it is anybody
 *     else: see cgroups(7)
 * @param yields whether what is in a group goes first where memory runs out
 * @param reopens whether it may open its output again, as {@code /dev/stdout}
 * @param listensLow whether it may listen on ports below 1024 though its user is not root
 */
public record Launch(
    List<String> argv,
    Path directory,
    Map<String, String> environment,
    Path output,
    Optional<String> user,
    Optional<Path> group,
    boolean yields,
    boolean reopens,
    boolean listensLow) {

  /** The environment variable that a process is found again by. */
  public static final String MARK = "CAIRN_INSTANCE";

  public Launch {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
  }

  public Launch(
      List<String> argv,
      Path directory,
      Map<String, String> environment,
      Path output,
      Optional<String> user) {
    this(argv, directory, environment, output, user, Optional.empty(), false, false, false);
  }

  public Launch joining(Optional<Path> members) {
    return new Launch(
        argv, directory, environment, output, user, members, yields, reopens, listensLow);
  }

  public Launch yielding() {
    return new Launch(argv, directory, environment, output, user, group, true, reopens, listensLow);
  }

  public Launch reopening() {
    return new Launch(argv, directory, environment, output, user, group, yields, true, listensLow);
  }

  /** Of root's, nothing but this; where Cairn is not root it has no effect. */
  public Launch listeningLow() {
    return new Launch(argv, directory, environment, output, user, group, yields, reopens, true);
  }

  /** Marks it, so that {@link Processes#findMarked} finds it whatever else was lost. */
  public Launch marked(String instance) {
    var more = new LinkedHashMap<>(environment);
    more.put(MARK, instance);
    return new Launch(argv, directory, more, output, user, group, yields, reopens, listensLow);
  }

  @Override
  public String toString() {
    return "Launch[" + argv + " in " + directory + user.map(name -> " as " + name).orElse("") + "]";
  }
}

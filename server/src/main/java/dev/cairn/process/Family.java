package dev.cairn.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that runs for one purpose: a process, its session, what bears its mark in whatever session,
 * what is in its control group, and all their descendants. Who was seen once belongs to it for
 * good, also where its parent died and it took off the mark. Anybody can bear a mark: it counts on
 * processes of Cairn's own, of the user that the purpose has, and of the one that the first process
 * runs as.
 */
final class Family {
  private final Optional<ProcessIdentity> head;
  private final String mark;
  private final Optional<ControlGroup> group;
  private final Set<Long> users = new HashSet<>();
  private final Map<Long, Long> seen = new HashMap<>();

  /**
   * @param group the list of the members of a control group
   */
  Family(Optional<ProcessIdentity> head, String mark, Optional<String> user, Optional<Path> group) {
    this.group = group.map(ControlGroup::new);
    this.head = head.filter(it -> ProcFs.bootId().equals(it.bootId()));
    this.mark = mark;
    users.addAll(Accounts.ownAnd(user));
    this.head.ifPresent(it -> ProcFs.userId(it.pid()).ifPresent(users::add));
  }

  Optional<ControlGroup> group() {
    return group;
  }

  /** The pids of those that run now. */
  List<Long> members() {
    var all = new LinkedHashMap<Long, ProcFs.Stat>();
    for (long pid : ProcFs.pids()) {
      ProcFs.stat(pid).filter(stat -> !stat.isDead()).ifPresent(stat -> all.put(pid, stat));
    }
    var found = new HashSet<Long>();
    boolean headRuns =
        head.flatMap(it -> Optional.ofNullable(all.get(it.pid())))
            .filter(stat -> stat.startTicks() == head.orElseThrow().startTicks())
            .isPresent();
    all.forEach(
        (pid, stat) -> {
          boolean ofHead = headRuns && stat.session() == head.orElseThrow().pid();
          boolean known = Optional.of(stat.startTicks()).equals(Optional.ofNullable(seen.get(pid)));
          if (ofHead || known || isMarked(pid)) {
            found.add(pid);
          }
        });
    group.map(ControlGroup::members).ifPresent(found::addAll);
    addDescendants(found, all);
    found.forEach(
        pid -> Optional.ofNullable(all.get(pid)).ifPresent(it -> seen.put(pid, it.startTicks())));
    return new ArrayList<>(found);
  }

  private boolean isMarked(long pid) {
    return ProcFs.isOf(pid, users) && Processes.isMarked(pid, mark);
  }

  private static void addDescendants(Set<Long> found, Map<Long, ProcFs.Stat> all) {
    boolean grew = true;
    while (grew) {
      grew = false;
      for (var each : all.entrySet()) {
        if (found.contains(each.getValue().parent())) {
          grew |= found.add(each.getKey());
        }
      }
    }
  }
}

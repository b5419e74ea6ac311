package dev.cairn.provider.local.instance;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who began to log in to an instance and does not go on. Each takes a connection that others could
 * have, and needs no password for it: where there are many, those go that were there at the last
 * look too.
 *
 * @param <T> names one of them for good
 */
public final class HalfLogins<T> {
  /** As many may be slow at once. */
  public static final int HARMLESS = 20;

  private final Map<String, Set<T>> before = new ConcurrentHashMap<>();

  /** Those that are to go. */
  public List<T> look(String instanceId, Collection<T> now) {
    var known = before.put(instanceId, new HashSet<>(now));
    return known == null || now.size() <= HARMLESS
        ? List.of()
        : now.stream().filter(known::contains).toList();
  }
}

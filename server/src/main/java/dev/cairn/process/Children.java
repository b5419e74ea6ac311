package dev.cairn.process;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a process has started and still runs. */
public final class Children {
  private Children() {}

  /** Each with its command line, or what it calls itself instead; none where we may not see. */
  public static Map<ProcessIdentity, String> of(ProcessIdentity parent) {
    var found = new LinkedHashMap<ProcessIdentity, String>();
    var processes = new Processes();
    for (long pid : ProcFs.children(parent.pid())) {
      processes.find(pid).ifPresent(child -> found.put(child, ProcFs.commandLine(pid)));
    }
    return found;
  }
}

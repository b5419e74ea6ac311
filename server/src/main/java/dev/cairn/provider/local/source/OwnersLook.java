package dev.cairn.provider.local.source;

import dev.cairn.process.Processes;
import dev.cairn.provider.SourceLook;
import java.nio.file.Path;
import java.util.List;

/** {@link SourceLook}, run as the {@link SourceOwner}. */
public final class OwnersLook implements SourceLook {
  /** Where it leads the kernel says: above the directory its owner may not be able to look. */
  private static final String LOOK =
      "here=$(pwd -P) && test \"$1\" \"$0\" && exec 3<\"$0\" && there=$(readlink /proc/self/fd/3)"
          + " && case $there/ in \"${here%/}\"/*) ;; *) exit 1;; esac";

  private final Processes processes;

  public OwnersLook(Processes processes) {
    this.processes = processes;
  }

  @Override
  public boolean holds(Path directory, String path, Kind kind) {
    var test =
        switch (kind) {
          case FILE -> "-f";
          case DIRECTORY -> "-d";
        };
    return SourceOwner.find(directory)
        .map(owner -> owner.there(List.of("/bin/sh", "-c", LOOK, "./" + path, test)))
        .filter(look -> processes.run(look).succeeded())
        .isPresent();
  }
}

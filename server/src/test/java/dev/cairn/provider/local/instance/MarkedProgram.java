package dev.cairn.provider.local.instance;

import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.local.files.HomeDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Stands in for a program that makes an engine's data: says its mark, and fails. */
public final class MarkedProgram {
  private static final String PROGRAM = "#!/bin/sh\necho \"marked $CAIRN_INSTANCE\"; exit 1\n";

  private MarkedProgram() {}

  /** The directory of a program of that name, which every user of this home can run. */
  public static Path in(Path home, String name) throws IOException {
    HomeDirectories.ensure(home);
    new SystemUsers(new Processes()).ensure(home);
    var bin = Files.createDirectories(home.resolve("bin"));
    var program = Files.writeString(bin.resolve(name), PROGRAM);
    for (var file : List.of(home, bin, program)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return bin;
  }
}

package dev.cairn.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What any user of this machine may read, by its mode and that of the directories on the way. */
public final class OpenFiles {
  private OpenFiles() {}

  /** Those below a directory, itself open or not, in which that number stands. */
  public static List<Path> naming(int number, Path directory) throws IOException {
    var wanted = Pattern.compile("\\b" + number + "\\b");
    var naming = new ArrayList<Path>();
    for (var file : below(directory)) {
      if (wanted.matcher(Files.readString(file, StandardCharsets.ISO_8859_1)).find()) {
        naming.add(file);
      }
    }
    return naming;
  }

  private static List<Path> below(Path directory) throws IOException {
    var open = new ArrayList<Path>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes)
              throws IOException {
            return visited.equals(directory) || others(visited, PosixFilePermission.OTHERS_EXECUTE)
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile() && others(file, PosixFilePermission.OTHERS_READ)) {
              open.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return open;
  }

  private static boolean others(Path path, PosixFilePermission permission) throws IOException {
    return Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS).contains(permission);
  }
}

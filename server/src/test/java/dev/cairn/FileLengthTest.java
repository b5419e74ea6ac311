package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is too long to be read in one sitting has a decision record that says why. */
class FileLengthTest {
  private static final int MOST_LINES = 400;
  private static final List<String> CODE = List.of(".java", ".jte", ".js", ".css", ".sql", ".sh");

  @TempDir private Path house;

  @Test
  void noFileOfCodeIsOver400LinesWithoutADecisionRecord() throws IOException {
    assertThat(tooLong(Path.of(".."))).as("divide it where its subjects part").isEmpty();
  }

  @Test
  void aLongFileIsFoundUnlessARecordNamesIt() throws IOException {
    var records = Files.createDirectories(house.resolve("docs/adr"));
    Files.createDirectories(house.resolve("a/target/classes"));
    Files.writeString(house.resolve("a/Short.java"), "x\n".repeat(MOST_LINES));
    Files.writeString(house.resolve("a/Long.java"), "x\n".repeat(MOST_LINES + 1));
    Files.writeString(house.resolve("a/target/classes/Made.java"), "x\n".repeat(MOST_LINES + 1));
    assertThat(tooLong(house)).containsExactly("a/Long.java");

    Files.writeString(records.resolve("0099-a-long-file.md"), "`a/Long.java` is one table.\n");
    assertThat(tooLong(house)).isEmpty();
  }

  private static Set<String> tooLong(Path root) throws IOException {
    var records = new StringBuilder();
    try (var files = Files.newDirectoryStream(root.resolve("docs/adr"), "*.md")) {
      for (var file : files) {
        records.append(Files.readString(file));
      }
    }
    var found = new TreeSet<String>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes its) {
            var name = directory.getFileName().toString();
            boolean isMade =
                name.equals("target")
                    || name.equals("node_modules")
                    || (name.startsWith(".") && !directory.equals(root));
            return isMade ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes its) throws IOException {
            var name = root.relativize(file).toString();
            if (CODE.stream().anyMatch(name::endsWith)
                && lines(file) > MOST_LINES
                && records.indexOf(name) < 0) {
              found.add(name);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  /** Of any encoding: an application that somebody else wrote may lie here too. */
  private static long lines(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1).lines().count();
  }
}

package dev.cairn.cli.session;

import dev.cairn.cli.terminal.Problems;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Files that users name on the command line. */
public final class Files {
  private Files() {}

  public static String firstLine(Path file) {
    return read(file).lines().findFirst().orElse("");
  }

  /** The text of a file in UTF-8, without the mark that some editors put before it. */
  public static String read(Path file) {
    try {
      return text(java.nio.file.Files.readAllBytes(file), "The file " + file.toAbsolutePath());
    } catch (IOException e) {
      throw Problems.of(
          "unreadable-file",
          "The file " + file.toAbsolutePath() + " cannot be read.",
          "Check its name and mode.",
          e);
    }
  }

  /** As {@link #read}; {@code -} is standard input. */
  public static String readOrInput(Path file) {
    if (!file.toString().equals("-")) {
      return read(file);
    }
    try {
      return text(System.in.readAllBytes(), "Standard input");
    } catch (IOException e) {
      throw Problems.of(
          "unreadable-file", "Standard input cannot be read.", "Name a file instead of -.", e);
    }
  }

  /** What is no UTF-8 is refused: read otherwise, it would be changed without a word. */
  public static String text(byte[] bytes, String named) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      boolean utf16 =
          bytes.length > 1
              && ((bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF)
                  || (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE));
      throw Problems.of(
          "not-utf-8",
          named + " is not UTF-8" + (utf16 ? " but UTF-16." : where(bytes)),
          "Save it as UTF-8, for example with: iconv -f "
              + (utf16 ? "UTF-16" : "LATIN1")
              + " -t UTF-8.",
          e);
    }
  }

  private static String where(byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    StandardCharsets.UTF_8.newDecoder().decode(buffer, CharBuffer.allocate(bytes.length + 1), true);
    int line = 1;
    for (int i = 0; i < buffer.position(); i++) {
      line += bytes[i] == '\n' ? 1 : 0;
    }
    return ": line " + line + " holds other bytes.";
  }
}

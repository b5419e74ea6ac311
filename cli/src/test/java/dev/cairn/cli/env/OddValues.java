package dev.cairn.cli.env;

import java.util.List;
import java.util.Random;

/** Values that somebody's quoting gets wrong. */
final class OddValues {
  private static final String[] PARTS = {
    "a", "Z", "7", " ", "  ", "\t", "\n", "\r", "\r\n", "\"", "'", "`", "\\", "$", "${X}", "$(x)",
    "#", " #", ": ", ":", "-", "- ", "?", "*", "&", "!", "%", "@", "|", ">", "{", "}", "[", "]",
    ",", "=", "~", "null", "true", "ü", "€", "🦊", "\u0085", "\u2028", "\uFEFF", "\u0001", "\u007f",
    "secret", "---", "...", "\n---\n", "<<", ";", "(", ")"
  };

  static final List<String> NAMED =
      List.of(
          "",
          " ",
          "\n",
          "\n\n",
          "~",
          "null",
          "true",
          "080",
          "1e3",
          "0x1F",
          "2026-01-01",
          "yes",
          "$2y$10$abcdefghijklmnopqrstuu5Lwx0Cj0g2Xo1l5fA4YYo1Pq0L1tP7u",
          "{\"a\": [1, \"b\\n\"], \"c\": \"d#e\"}",
          "a: b",
          "a #b",
          "#b",
          "*a",
          "&a",
          "!a",
          "%a",
          "@a",
          "`a`",
          "- a",
          "? a",
          "| a",
          "> a",
          "<<",
          "=",
          " lead",
          "trail ",
          "trail\n",
          "\nlead",
          "  two\n one\n",
          "tab\there",
          "it's \"both\"",
          "C:\\new\\table",
          "\\",
          "'",
          "\"",
          "${X} $(x) `x` !x %x",
          "Zürich € 🦊",
          "-----BEGIN PRIVATE KEY-----\nMIIE\n/+=\n-----END PRIVATE KEY-----\n",
          "a\r\nb\r\n",
          "---",
          "...",
          "x".repeat(5000),
          "word ".repeat(400) + "end");

  private OddValues() {}

  static String next(Random random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(9); i >= 0; i--) {
      text.append(PARTS[random.nextInt(PARTS.length)]);
    }
    return text.toString();
  }
}

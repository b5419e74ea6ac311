package dev.cairn.cli.terminal;

/** Text as a terminal shows it: how wide it is, where it breaks, and nothing that commands it. */
public final class Display {
  /** Unicode's East Asian Width, W and F, where letters are. */
  private static final int[][] WIDE = {
    {0x1100, 0x115F},
    {0x2E80, 0x303E},
    {0x3040, 0xA4CF},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},
    {0x20000, 0x3FFFD}
  };

  private Display() {}

  /** One line without control characters: values that hold some must not move the cursor. */
  public static String line(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    var line = new StringBuilder();
    text.replace("\r\n", "\n")
        .codePoints()
        .forEach(
            each -> {
              if (each == '\n') {
                line.append('↵');
              } else if (each < ' ') {
                line.appendCodePoint(0x2400 + each); // a picture of it: ␉, ␛
              } else {
                line.appendCodePoint(Character.isISOControl(each) ? '\uFFFD' : each);
              }
            });
    return line.toString();
  }

  /** Columns: letters of East Asia and emoji take two, marks on a letter none. */
  public static int width(String text) {
    return text.codePoints().map(Display::width).sum();
  }

  private static int width(int each) {
    int type = Character.getType(each);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    return isWide(each) ? 2 : 1;
  }

  private static boolean isWide(int each) {
    for (var range : WIDE) {
      if (each >= range[0] && each <= range[1]) {
        return true;
      }
    }
    return Character.isEmojiPresentation(each);
  }

  /** Broken at spaces behind the indent; a word that is longer than a line stays whole. */
  static String wrap(String line, int indent, int columns) {
    var text = new StringBuilder();
    var rest = line;
    int room = columns;
    while (width(rest) > room) {
      int cut = cut(rest, text.isEmpty() ? indent : 0, room);
      if (cut < 0) {
        break;
      }
      text.append(rest.substring(0, cut).stripTrailing()).append('\n').append(" ".repeat(indent));
      rest = rest.substring(cut).stripLeading();
      room = columns - indent;
    }
    return text + rest;
  }

  /** The last space that fits behind {@code from} columns, else the first one after. */
  private static int cut(String line, int from, int room) {
    int best = -1;
    int used = 0;
    for (int i = 0; i < line.length(); i += Character.charCount(line.codePointAt(i))) {
      if (line.charAt(i) == ' ' && used > from) {
        if (used > room) {
          return best < 0 ? i : best;
        }
        best = i;
      }
      used += width(line.codePointAt(i));
    }
    return best;
  }
}

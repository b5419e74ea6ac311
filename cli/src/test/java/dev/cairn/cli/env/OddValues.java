package dev.cairn.cli.env;

import dev.cairn.api.WireJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Values that somebody's quoting gets wrong: as listed, long ones, and parts of them strung. */
record OddValues(List<String> parts, List<String> whole) {

  static List<String> all(int strung) {
    var listed =
        WireJson.MAPPER.readValue(Path.of("../api/src/test/odd-values.json"), OddValues.class);
    var all = new ArrayList<>(listed.whole());
    all.add("x".repeat(5000));
    all.add("word ".repeat(400) + "end");
    var random = new Random(20_26);
    for (int i = 0; i < strung; i++) {
      var text = new StringBuilder();
      for (int j = random.nextInt(9); j >= 0; j--) {
        text.append(listed.parts().get(random.nextInt(listed.parts().size())));
      }
      all.add(text.toString());
    }
    return all;
  }
}

package dev.cairn.web.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.nio.file.Path;
import java.util.Map;

/** Renders the templates, which are compiled with Cairn. */
final class Templates {
  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(
          Path.of("."),
          ContentType.Html,
          Templates.class.getClassLoader(),
          Templates.class.getPackageName());

  /** A page or a fragment. */
  String render(String template, Map<String, Object> parameters) {
    var output = new StringOutput(16_384);
    engine.render(template + ".jte", parameters, output);
    return output.toString();
  }
}

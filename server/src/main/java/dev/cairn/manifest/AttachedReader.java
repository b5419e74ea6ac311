package dev.cairn.manifest;

import dev.cairn.core.Violation;
import java.util.List;
import java.util.regex.Pattern;

/** From the node {@code attached} to what it says. */
final class AttachedReader {
  private static final Pattern REFERENCE = Pattern.compile("(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  private AttachedReader() {}

  static AttachedEntry read(String path, YamlNode node, List<Violation> violations) {
    var fields = YamlFields.of(path, node, violations);
    var host = fields.text("host");
    var port = fields.scalar("port");
    port.filter(it -> !PORT.matcher(it.text()).matches())
        .ifPresent(it -> fields.wrong("port", it, "should be a number from 1 to 65535"));
    var database = fields.text("database");
    var username = fields.text("username");
    var password = fields.scalar("password");
    password
        .filter(it -> !REFERENCE.matcher(it.text()).matches())
        .ifPresent(
            it ->
                fields.wrong(
                    "password",
                    it,
                    "should say where the password is, env:NAME or file:PATH; itself it does not"
                        + " belong here"));
    var tls = fields.text("tls");
    var authority = fields.text("ca");
    fields.finish();
    if (host.isEmpty()) {
      fields.wrong("host", node, "is missing");
    }
    if (password.isEmpty()) {
      fields.wrong("password", node, "is missing: say env:NAME or file:PATH");
    }
    return new AttachedEntry(
        host.orElse(""),
        port.map(YamlNode.Scalar::text).filter(PORT.asMatchPredicate()).map(Integer::parseInt),
        database,
        username,
        password.map(YamlNode.Scalar::text).orElse(""),
        tls,
        authority);
  }
}

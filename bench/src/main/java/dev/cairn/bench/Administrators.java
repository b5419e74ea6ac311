package dev.cairn.bench;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.function.Function;

/**
 * Passwords of the engines' administrators, which are kept nowhere: derived from an installation's
 * master key by the packaged server's own code, as whoever is root on its machine could.
 */
final class Administrators {
  private Administrators() {}

  /**
   * @param identifier the provider's name for a database, of a replica that of its first primary
   */
  static String password(Installation installation, String identifier) throws IOException {
    try (var server = new URLClassLoader(server(), ClassLoader.getPlatformClassLoader())) {
      var keys = server.loadClass("dev.cairn.secret.MasterKey");
      var key =
          keys.getMethod("open", Path.class, boolean.class)
              .invoke(null, installation.home().resolve("master.key"), false);
      if (!(key instanceof Function<?, ?> derive)) {
        throw new IllegalStateException("the master key derives nothing");
      }
      var apply = Function.class.getMethod("apply", Object.class);
      var password = apply.invoke(derive, identifier);
      return (String) password.getClass().getMethod("reveal").invoke(password);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the packaged server derives passwords in another way", e);
    }
  }

  private static URL[] server() throws IOException {
    var target = Installation.REPOSITORY.resolve("server/target");
    var all = new ArrayList<URL>();
    all.add(url(target.resolve("cairn-server.jar")));
    try (var libraries = Files.list(target.resolve("lib"))) {
      for (var library : libraries.toList()) {
        all.add(url(library));
      }
    }
    return all.toArray(URL[]::new);
  }

  private static URL url(Path file) throws MalformedURLException {
    return file.toUri().toURL();
  }
}

package dev.cairn.edge;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates in force, by name. A file is read once, as a changed certificate comes under
 * another file's name; what cannot be read is tried again with the next change of routes, and the
 * certificate before it serves its names meanwhile.
 */
final class Certificates {
  static final Certificates NONE = new Certificates();

  private static final Logger log = LoggerFactory.getLogger(Certificates.class);

  private final Map<Path, SslContext> read = new HashMap<>();
  private final Map<String, Identity> byName = new HashMap<>();
  private final Map<String, Object> problems = new TreeMap<>();

  private Certificates() {}

  /** Those that are wanted now; reads what was not read yet, for which it may take a second. */
  Certificates follow(List<SharedAddresses.Certified> wanted) {
    if (wanted.isEmpty()) {
      return NONE;
    }
    var next = new Certificates();
    var unread = new ArrayList<SharedAddresses.Certified>();
    for (var each : wanted) {
      var context = Optional.ofNullable(read.get(each.file())).or(() -> next.read(each.file()));
      context.ifPresentOrElse(it -> next.add(each, it), () -> unread.add(each));
    }
    for (var each : unread) {
      each.names().forEach(name -> next.keep(name, Optional.ofNullable(byName.get(name))));
    }
    next.problems.forEach((file, problem) -> logChange(file, problem));
    return next;
  }

  private void logChange(String file, Object problem) {
    if (!problem.equals(problems.get(file))) {
      log.warn("Certificate {} cannot be used: {}", file, problem);
    }
  }

  private Optional<SslContext> read(Path file) {
    try {
      return Optional.of(Identity.read(file));
    } catch (NoSuchFileException e) {
      problems.put(file.toString(), "there is no such file");
    } catch (IOException e) {
      problems.put(file.toString(), Optional.ofNullable(e.getMessage()).orElseGet(e::toString));
    }
    return Optional.empty();
  }

  private void add(SharedAddresses.Certified certified, SslContext context) {
    read.put(certified.file(), context);
    var identity = new Identity(certified, context);
    certified.names().forEach(name -> byName.putIfAbsent(name, identity));
  }

  private void keep(String name, Optional<Identity> before) {
    before.ifPresent(it -> byName.putIfAbsent(name, it));
  }

  /** The one for that name itself, else one for all names beside it. */
  Optional<Identity> find(String host) {
    int dot = host.indexOf('.');
    return Optional.ofNullable(byName.get(host))
        .or(
            () ->
                dot < 0
                    ? Optional.empty()
                    : Optional.ofNullable(byName.get("*" + host.substring(dot))));
  }

  /** Sentences by file. */
  Map<String, Object> problems() {
    return problems;
  }
}

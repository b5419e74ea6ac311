package dev.cairn.service;

import dev.cairn.provider.Router;
import dev.cairn.provider.Router.Shared;
import dev.cairn.provider.Router.SharedTrouble;
import java.util.ArrayList;
import java.util.List;

/**
 * Where an application is reached. Pure.
 *
 * @param urls the stage's name on this machine first, then names of its own, and the port's address
 *     last
 * @param notes what is wrong with them, a sentence each
 */
public record Addresses(List<String> urls, List<String> notes) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  public Addresses {
    urls = List.copyOf(urls);
    notes = List.copyOf(notes);
  }

  static Addresses of(Service service, Shared shared) {
    var urls = new ArrayList<String>();
    var notes = new ArrayList<String>();
    if (shared.http() > 0) {
      urls.add("http://" + service.host() + port(shared.http(), HTTP));
    }
    var hosts = service.spec().access().hosts();
    for (var host : hosts) {
      boolean isCertified = Router.covers(shared.certified(), host);
      if (isCertified && shared.https() > 0) {
        urls.add("https://" + host + port(shared.https(), HTTPS));
      } else if (!isCertified && shared.http() > 0) {
        urls.add("http://" + host + port(shared.http(), HTTP));
        notes.add(
            host
                + " has no certificate: what goes there can be read on its way. Name one in"
                + " config.yaml (applications.certificates).");
      }
    }
    urls.add(service.address());
    shared.troubles().stream()
        .filter(it -> it.names().isEmpty() || hosts.stream().anyMatch(h -> concerns(it, h)))
        .forEach(it -> notes.add(it.text()));
    return new Addresses(urls, notes);
  }

  private static boolean concerns(SharedTrouble trouble, String host) {
    return Router.covers(trouble.names(), host);
  }

  private static String port(int port, int usual) {
    return port == usual ? "" : ":" + port;
  }

  /** What people are shown first. */
  public String first() {
    return urls.getFirst();
  }

  /** All that are shown beside it. */
  public List<String> others() {
    return urls.subList(1, urls.size());
  }
}

package dev.cairn.api;

import java.util.Optional;

/**
 * How an attached database is reached.
 *
 * @param ref {@code STACK/STAGE/ENGINE}
 * @param tls {@code off}, {@code require} or {@code verify}
 * @param ca the certificate of the authority that the server's is verified with, PEM
 * @param warnings what may surprise its application, as sentences; empty where nothing does
 */
public record AttachmentView(
    String ref,
    String host,
    int port,
    String database,
    String username,
    String tls,
    Optional<String> ca,
    String warnings) {
  public AttachmentView {
    ca = Absent.optional(ca);
  }
}

package dev.cairn.provider.local.existing;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sentence;
import dev.cairn.engine.Redis;
import dev.cairn.provider.ExistingDatabase;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** The TLS of a server: whether there is any, and whether its certificate can be verified. */
final class Tls {
  private Tls() {}

  /**
   * The connection from here on.
   *
   * @param authority PEM text of the machine's authority that the certificate was verified with;
   *     empty where the user gave one, or nothing was verified
   */
  record Secured(Socket socket, Optional<String> authority) {}

  /** Shakes hands on a line that agreed to, where TLS is wanted. */
  static Secured secure(ExistingDatabase database, Line line) {
    if (database.tls() == ExistingDatabase.Tls.OFF) {
      return new Secured(line.socket(), Optional.empty());
    }
    try {
      var socket =
          (SSLSocket)
              Trust.context(database)
                  .getSocketFactory()
                  .createSocket(line.socket(), database.host(), database.port(), true);
      boolean verified = database.tls() == ExistingDatabase.Tls.VERIFY;
      if (verified) {
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
      }
      socket.startHandshake();
      var authority =
          verified && database.authority().isEmpty()
              ? Trust.authorityOf(socket.getSession().getPeerCertificates())
              : Optional.<String>empty();
      return new Secured(socket, authority);
    } catch (IOException e) {
      throw refusal(database, e);
    } catch (GeneralSecurityException e) {
      throw Problem.failed("tls-failed", "TLS cannot be had here: " + Sentence.because(e), "")
          .toException(e);
    }
  }

  /** Whether a server answers a handshake at once, whoever it is. */
  static boolean isSpoken(ExistingDatabase database, Socket to) {
    try {
      var anybody = SSLContext.getInstance("TLS");
      anybody.init(null, Trust.anybody(), null);
      var socket =
          (SSLSocket)
              anybody.getSocketFactory().createSocket(to, database.host(), database.port(), true);
      socket.startHandshake();
      return true;
    } catch (IOException | GeneralSecurityException e) {
      return false;
    }
  }

  private static ProblemException refusal(ExistingDatabase database, IOException failure) {
    if (has(failure, CertificateExpiredException.class)
        || has(failure, CertificateNotYetValidException.class)) {
      return Refusal.because(
          "tls",
          "certificate-expired",
          "The certificate of " + database.address() + " is not valid today: " + deepest(failure),
          "Renew it there, or set this machine's clock.");
    }
    if (has(failure, CertPathBuilderException.class)
        || String.valueOf(failure.getMessage()).contains("path")) {
      return Refusal.because(
          "ca",
          "certificate-not-trusted",
          "The certificate of "
              + database.address()
              + (database.authority().isPresent()
                  ? " is not signed by the authority that was given."
                  : " is signed by an authority that this machine does not know."),
          "Give the certificate of its authority with --ca, or settle for encryption without"
              + " verification with --tls require.");
    }
    if (has(failure, java.security.cert.CertificateException.class)) {
      return Refusal.because(
          "host",
          "certificate-wrong-name",
          "The certificate of " + database.address() + " is for another name: " + deepest(failure),
          "Use the name that its certificate is for.");
    }
    return isNoTls(database, failure)
        ? Line.otherwise(database)
        : Refusal.because(
            "tls",
            "tls-failed",
            "TLS with " + database.address() + " failed: " + Sentence.ended(Refusal.said(failure)),
            "Check which versions of TLS it speaks; 1.2 or 1.3 is needed.");
  }

  /** A Redis has TLS from the first byte: what answers otherwise is a plain one, or none at all. */
  private static boolean isNoTls(ExistingDatabase database, IOException failure) {
    if (!(database.engine() instanceof Redis)) {
      return !(failure instanceof SSLException);
    }
    var found = Line.identify(database);
    return found != Protocol.TLS
        && (found != Protocol.SILENT || !(failure instanceof SSLException));
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> cause) {
    for (var at = Optional.of(failure);
        at.isPresent();
        at = at.flatMap(it -> Optional.ofNullable(it.getCause()))) {
      if (cause.isInstance(at.get())) {
        return true;
      }
    }
    return false;
  }

  private static String deepest(Throwable failure) {
    var at = failure;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return Sentence.ended(Refusal.said(at));
  }
}

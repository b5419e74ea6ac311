package dev.cairn.edge;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * What the edge says where the application cannot.
 *
 * @param code stable, for programs
 * @param sentence what is wrong
 * @param suggestion what to do about it
 */
record Answer(int status, String title, String code, String sentence, String suggestion) {
  /** Seconds after which asking again makes sense. */
  static final String RETRY_AFTER = "5";

  static Answer nothingDeployed(String stage) {
    return new Answer(
        503,
        "Nothing is running here yet",
        "no-live-release",
        "The stage " + stage + " has no live release.",
        "Deploy it, or look at its page in the Cairn console.");
  }

  static Answer unreachable(String stage, Upstream upstream, String reason) {
    return new Answer(
        503,
        "The application is not answering",
        "application-unreachable",
        "The application of "
            + stage
            + " accepts no connection at "
            + upstream
            + ": "
            + reason
            + ".",
        "It may be starting: try again in a moment, or look at its logs in the Cairn console.");
  }

  static Answer hungUp(String stage) {
    return new Answer(
        502,
        "The application hung up",
        "application-hung-up",
        "The application of " + stage + " closed the connection before it had answered.",
        "Look at its logs in the Cairn console. The request may have been carried out in part.");
  }

  static Answer tooManyFields(String stage) {
    return new Answer(
        502,
        "The application's answer cannot be passed on",
        "too-many-fields",
        "The application of "
            + stage
            + " answered with a head of more than "
            + Limits.FIELDS
            + " fields, or of more bytes than the edge takes.",
        "It should send fewer or shorter ones, cookies most of all. The request was carried out.");
  }

  static Answer silent(String stage) {
    return new Answer(
        504,
        "The application is taking too long",
        "application-silent",
        "The application of "
            + stage
            + " sent nothing for "
            + Limits.IDLE.toMinutes()
            + " minutes.",
        "Look at its logs in the Cairn console.");
  }

  static Answer foreignHost(String host) {
    return new Answer(
        421,
        "No application by this name",
        "unknown-host",
        "Applications are not served here as " + (host.length() > 100 ? "that" : host) + ".",
        "Use the address that Cairn shows. Whoever runs this machine and points that name at it adds"
            + " it to applications.names in $CAIRN_HOME/config.yaml, which counts within a minute"
            + " and restarts nothing: applications: {names: ["
            + (host.length() > 100 ? "NAME" : host)
            + "]}");
  }

  static Answer unknownHost(String host) {
    return new Answer(
        421,
        "No application by this name",
        "unknown-host",
        "No application is served here as "
            + (host.isEmpty() || host.length() > 100 ? "that" : host)
            + ".",
        "Use the address that Cairn shows. A further name is added to the application's hosts in"
            + " cairn.yaml.");
  }

  static Answer misdirected() {
    return new Answer(
        421,
        "Another connection is needed",
        "misdirected-request",
        "This connection was made for a name whose certificate is not for this one.",
        "Ask on a connection of its own.");
  }

  static Answer deploying(String stage) {
    return new Answer(
        503,
        "The first release is on its way",
        "deploying",
        "The stage " + stage + " is being deployed.",
        "Try again in a moment, or look at its page in the Cairn console.");
  }

  /**
   * @param what half a sentence about the message
   */
  static Answer badRequest(String what) {
    return new Answer(
        400,
        "Not a request of HTTP",
        "malformed-request",
        "The request was not understood: " + what + ".",
        "Send it as RFC 9112 has it. The application has not seen it.");
  }

  static Answer tooLongLine() {
    return new Answer(
        414,
        "A longer address than is taken",
        "too-long-target",
        "The first line of a request has " + Limits.FIRST_LINE + " bytes at most.",
        "Send what is long in the body.");
  }

  static Answer tooLongHead() {
    return new Answer(
        431,
        "A larger head than is taken",
        "too-many-fields",
        "A head has more fields, or more bytes, than the edge takes: " + Limits.FIELDS + " fields.",
        "Send fewer or shorter ones, cookies most of all.");
  }

  static Answer unknownVersion() {
    return new Answer(
        505,
        "Another version of HTTP",
        "unknown-version",
        "Requests are taken in HTTP/1.1 and HTTP/1.0.",
        "Send it in one of these.");
  }

  static Answer unknownMethod() {
    return new Answer(
        501,
        "A method that is not taken",
        "unknown-method",
        "Tunnels are not opened here.",
        "Ask the application itself, by GET or POST.");
  }

  static Answer malformed(String stage, String what) {
    return new Answer(
        502,
        "The application's answer cannot be passed on",
        "malformed-answer",
        "The application of " + stage + " sent what is no answer of HTTP: " + what + ".",
        "Look at its logs in the Cairn console. The request was carried out.");
  }

  static Answer tooManyOfAClient() {
    return new Answer(
        429,
        "Too many at once",
        "too-many-of-a-client",
        "Your address has as many requests under way as one may have.",
        "Wait for the answers to those.");
  }

  static Answer unknownCoding() {
    return new Answer(
        400,
        "A body in a coding that is not taken",
        "unknown-transfer-encoding",
        "A request's Transfer-Encoding is chunked, written once and in small letters, or there is"
            + " none.",
        "Send the body with its Content-Length, or in chunks.");
  }

  static Answer tooMany(String stage) {
    return new Answer(
        503,
        "Too many at once",
        "too-many-requests",
        "The application of "
            + stage
            + " is serving "
            + Limits.REQUESTS_OF_A_STAGE
            + " requests, or all together "
            + Limits.REQUESTS
            + ": no more at a time.",
        "Try again in a moment.");
  }

  /** Whether the edge has understood what it was sent: then others may follow on the connection. */
  boolean isPassing() {
    return status == 502 || status == 503 || status == 504;
  }

  static FullHttpResponse response(
      HttpVersion version, int status, String contentType, byte[] body) {
    var response =
        new DefaultFullHttpResponse(
            version, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(body));
    var headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
    headers.set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    if (status == 503) {
      headers.set(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER);
    }
    return response;
  }

  String contentType(Optional<String> accept) {
    return wantsHtml(accept) ? "text/html; charset=utf-8" : "application/problem+json";
  }

  String body(Optional<String> accept) {
    return wantsHtml(accept) ? html() : json();
  }

  private static boolean wantsHtml(Optional<String> accept) {
    return accept.isPresent() && accept.get().contains("text/html");
  }

  private String json() {
    var problem = new LinkedHashMap<String, Object>();
    problem.put("type", "about:blank");
    problem.put("title", title);
    problem.put("status", status);
    problem.put("detail", sentence);
    problem.put("code", code);
    problem.put("suggestion", suggestion);
    return Json.write(problem);
  }

  private String html() {
    return """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s</title>
        <style>
          body { font: 16px/1.6 system-ui, sans-serif; color: #1f2933; background: #f5f7f9;
                 display: grid; place-items: center; min-height: 90vh; margin: 0 }
          main { max-width: 34rem; padding: 2rem }
          h1 { font-size: 1.4rem; font-weight: 600 }
          p { margin: .5rem 0 }
          small { color: #66707a }
        </style>
        <main><h1>%s</h1><p>%s</p><p>%s</p><p><small>%d %s</small></p></main>
        </html>
        """
        .formatted(
            escape(title), escape(title), escape(sentence), escape(suggestion), status, code);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

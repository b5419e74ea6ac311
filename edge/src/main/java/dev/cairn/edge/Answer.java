package dev.cairn.edge;

import io.vertx.core.json.JsonObject;
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
    return new JsonObject()
        .put("type", "about:blank")
        .put("title", title)
        .put("status", status)
        .put("detail", sentence)
        .put("code", code)
        .put("suggestion", suggestion)
        .encode();
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

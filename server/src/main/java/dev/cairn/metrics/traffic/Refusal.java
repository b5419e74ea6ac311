package dev.cairn.metrics.traffic;

/**
 * Why the edge refused something by itself.
 *
 * @param code as the edge counts it
 */
public record Refusal(String code) {

  /** For people, as it goes on after a colon. */
  public String words() {
    return switch (code) {
      case "too-many-requests" -> "too many at once";
      case "too-many-of-a-client" -> "too many of one address at once";
      case "too-many-connections" -> "too many connections";
      case "waiting-connection" -> "connections that brought no request had to give way";
      case "no-live-release" -> "no release is live";
      case "application-unreachable" -> "the application accepted no connection";
      case "application-hung-up" -> "the application hung up before it had answered";
      case "application-silent" -> "the application sent nothing for minutes";
      case "malformed-answer" -> "the application's answer was not HTTP";
      case "malformed-request" -> "they were not HTTP";
      case "too-many-fields" -> "a head of too many or too long fields";
      case "too-long-target" -> "a longer address than is taken";
      case "unknown-host" -> "a name under which nothing is served here";
      case "unknown-version" -> "another version of HTTP";
      case "unknown-method" -> "a method that is not taken";
      case "unknown-transfer-encoding" -> "a coding that is not taken";
      case "slow-head" -> "the client took too long to ask";
      case "slow-body" -> "the client took too long to send";
      case "slow-reader" -> "the client took too long to read the answer";
      default -> code.replace('-', ' ');
    };
  }
}

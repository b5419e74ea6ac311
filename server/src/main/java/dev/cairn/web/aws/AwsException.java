package dev.cairn.web.aws;

/**
 * A request that is refused, in the words of AWS. Secrets Manager answers 400 whatever the client
 * did wrong, a bad signature included.
 */
final class AwsException extends RuntimeException {
  private final String code;
  private final String text;

  private AwsException(String code, String text) {
    super(code + ": " + text);
    this.code = code;
    this.text = text;
  }

  /** As clients tell errors apart. */
  String code() {
    return code;
  }

  String text() {
    return text;
  }

  // Who asks

  static AwsException missingAuthentication() {
    return new AwsException("MissingAuthenticationTokenException", "Missing Authentication Token");
  }

  static AwsException incompleteSignature(String text) {
    return new AwsException("IncompleteSignatureException", text);
  }

  static AwsException invalidSignature(String text) {
    return new AwsException("InvalidSignatureException", text);
  }

  /** The access key is unknown or was revoked. */
  static AwsException unrecognizedClient() {
    return new AwsException(
        "UnrecognizedClientException", "The security token included in the request is invalid.");
  }

  static AwsException accessDenied(Requester requester, String operation, String role) {
    return new AwsException(
        "AccessDeniedException",
        "User: arn:aws:iam::%s:user/%s is not authorized to perform: secretsmanager:%s"
                .formatted(SecretArn.ACCOUNT, requester.actor().name(), operation)
            + " because that takes the role "
            + role);
  }

  // What is asked for

  static AwsException unknownOperation() {
    return new AwsException(
        "UnknownOperationException",
        "Cairn answers ListSecrets, DescribeSecret, GetSecretValue and BatchGetSecretValue."
            + " Databases and their secrets are changed with the command cairn.");
  }

  static AwsException serialization(String text) {
    return new AwsException("SerializationException", text);
  }

  static AwsException validation(String value, String field, String constraint) {
    return new AwsException(
        "ValidationException",
        "1 validation error detected: Value %s at '%s' failed to satisfy constraint: %s"
            .formatted(value, field, constraint));
  }

  static AwsException invalidParameter(String text) {
    return new AwsException("InvalidParameterException", text);
  }

  static AwsException invalidRequest(String text) {
    return new AwsException("InvalidRequestException", text);
  }

  static AwsException invalidNextToken() {
    return new AwsException("InvalidNextTokenException", "The NextToken is invalid.");
  }

  static AwsException secretNotFound() {
    return new AwsException(
        "ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  }

  static AwsException valueNotFound(String selector) {
    return new AwsException(
        "ResourceNotFoundException",
        "Secrets Manager can't find the specified secret value for " + selector);
  }

  static AwsException tooLarge() {
    return new AwsException(
        "RequestEntityTooLargeException",
        "The request is larger than " + SignedRequest.MOST_BODY / 1024 + " KiB.");
  }

  static AwsException unavailable() {
    return new AwsException(
        "ServiceUnavailableException", "Cairn's own database does not answer; try again.");
  }

  static AwsException internal() {
    return new AwsException(
        "InternalServiceError", "Cairn failed to answer, by a mistake of its own; see its log.");
  }
}

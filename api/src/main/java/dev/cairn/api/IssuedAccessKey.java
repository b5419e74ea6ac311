package dev.cairn.api;

/**
 * A new access key. This is the only time its secret is shown.
 *
 * @param region what clients are to be configured with; any will do
 * @param endpoint where Cairn answers the Secrets Manager protocol
 */
public record IssuedAccessKey(
    AccessKeyView accessKey, String secret, String region, String endpoint) {

  /**
   * Settings of the AWS CLI and SDKs, as lines that a shell takes as they are, also through {@code
   * eval}.
   */
  public String asShell() {
    return """
        # Access key "%s" of %s. Its secret is not shown again.
        export AWS_ACCESS_KEY_ID=%s
        export AWS_SECRET_ACCESS_KEY=%s
        export AWS_DEFAULT_REGION=%s
        export AWS_ENDPOINT_URL_SECRETS_MANAGER=%s
        """
        .formatted(
            accessKey.name().replaceAll("\\p{Cntrl}", " "),
            accessKey.user(),
            accessKey.id(),
            secret,
            region,
            endpoint);
  }
}

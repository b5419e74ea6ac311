package dev.cairn.api;

/**
 * A new access key. This is the only time its secret is shown.
 *
 * @param region what clients are to be configured with; any will do
 * @param endpoint where Cairn answers the Secrets Manager protocol
 */
public record IssuedAccessKey(
    AccessKeyView accessKey, String secret, String region, String endpoint) {}

package dev.cairn.api;

/** The content of a secret, as applications read it. */
public record SecretValueView(
    String username,
    String password,
    String engine,
    String host,
    int port,
    String dbname,
    String dbInstanceIdentifier) {}

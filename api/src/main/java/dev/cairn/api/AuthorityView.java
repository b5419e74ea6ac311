package dev.cairn.api;

/**
 * Whom a database's certificate is verified with. Nothing secret.
 *
 * @param file where it lies on the machine of the server
 * @param certificate the same, PEM
 */
public record AuthorityView(String file, String certificate) {}

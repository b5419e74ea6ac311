package dev.cairn.api;

/** A new token. This is the only time its text is shown. */
public record IssuedToken(TokenView token, String secret) {}

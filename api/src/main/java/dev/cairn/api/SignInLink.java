package dev.cairn.api;

import java.time.Instant;

/** A link that signs its user in once. */
public record SignInLink(String url, String user, Instant expiresAt) {}

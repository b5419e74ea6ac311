package dev.cairn.api;

import java.time.Instant;

/** What runs here, and as whom the caller is known. */
public record StatusView(
    String version,
    Instant startedAt,
    String home,
    String consoleUrl,
    String user,
    String role,
    int stacks,
    int stages,
    int databases,
    int openOperations) {}

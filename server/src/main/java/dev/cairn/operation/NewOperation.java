package dev.cairn.operation;

import dev.cairn.core.Actor;
import java.util.Map;
import java.util.Optional;

/** What opens an operation. */
public record NewOperation(
    Plan plan,
    String target,
    String title,
    Actor actor,
    Map<String, String> input,
    Optional<String> idempotencyKey) {}

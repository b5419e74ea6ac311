package dev.cairn.access;

import dev.cairn.core.Name;
import java.time.Instant;
import java.util.Optional;

/**
 * What a client of the AWS protocols signs its requests with, without its secret. It may do what
 * its user's role may.
 *
 * @param id as AWS writes them: 20 letters and digits that begin with {@code AKIA}
 */
public record AccessKey(
    String id, String name, Name user, Instant createdAt, Optional<Instant> lastUsedAt) {}

package dev.cairn.secret;

import java.time.Instant;
import java.util.UUID;

/** One value of a secret, without the value. Each stage has at most one. */
public record SecretVersion(UUID id, Stage stage, Instant createdAt) {

  /** Which of its values a version is; the words are those of AWS Secrets Manager. */
  public enum Stage {
    /** The one in force. Every secret has one. */
    AWSCURRENT,
    /** The one that a rotation is bringing in. */
    AWSPENDING,
    /** The one that was in force before, while something may still use it. */
    AWSPREVIOUS
  }
}

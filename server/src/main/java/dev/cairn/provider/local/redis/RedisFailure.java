package dev.cairn.provider.local.redis;

import java.io.IOException;

/** Redis could not be reached, or answered an error. */
final class RedisFailure extends IOException {
  private static final long serialVersionUID = 1;
  private final boolean isRefusedLogin;

  RedisFailure(String message, boolean isRefusedLogin, Exception cause) {
    super(message, cause);
    this.isRefusedLogin = isRefusedLogin;
  }

  /** Whether it is there, and does not know this user and password. */
  boolean isRefusedLogin() {
    return isRefusedLogin;
  }
}

package dev.cairn.provider.local.existing;

import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.plugin.AuthenticationPlugin;
import org.postgresql.plugin.AuthenticationRequestType;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * Says no password to a PostgreSQL that asks for it as it is: any server may, also one that is not
 * what it seems. The driver makes it by its name.
 */
public final class NeverInClear implements AuthenticationPlugin {
  /** It was asked for, and not said. */
  static final class Asked extends PSQLException {
    private static final long serialVersionUID = 1;

    Asked() {
      super("it asks for the password in clear", PSQLState.INVALID_AUTHORIZATION_SPECIFICATION);
    }
  }

  private final Properties login;

  public NeverInClear(Properties login) {
    this.login = login;
  }

  @Override
  public char @Nullable [] getPassword(AuthenticationRequestType type) throws PSQLException {
    if (type == AuthenticationRequestType.CLEARTEXT_PASSWORD) {
      throw new Asked();
    }
    return Optional.ofNullable(login.getProperty("password")).map(String::toCharArray).orElse(null);
  }
}

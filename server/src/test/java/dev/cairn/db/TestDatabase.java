package dev.cairn.db;

import dev.cairn.core.Sensitive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class a database of its own with Cairn's schema, in a real PostgreSQL that all
 * classes of the run share:
 *
 * <pre>{@code
 * @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
 * }</pre>
 */
public final class TestDatabase implements BeforeAllCallback, AfterAllCallback {
  private @Nullable TestPostgres postgres;
  private @Nullable StateDatabase state;
  private String url = "";

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    var shared = shared(context);
    postgres = shared;
    url = shared.createDatabase();
    state = reopen();
  }

  /** The state of this test class. */
  public StateDatabase state() {
    if (state == null) {
      throw new IllegalStateException("not in a test");
    }
    return state;
  }

  /** The same database through another pool, as after a restart of the server. Close it. */
  public StateDatabase reopen() {
    return StateDatabase.open(url, TestPostgres.user(), Sensitive.of(""));
  }

  /** JDBC URL; the user is {@code cairn}, without a password. */
  public String url() {
    return url;
  }

  /** JDBC URL of another database, without anything in it. */
  public String createEmpty() throws Exception {
    if (postgres == null) {
      throw new IllegalStateException("not in a test");
    }
    return postgres.createEmptyDatabase();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (state != null) {
      state.close();
    }
  }

  private static TestPostgres shared(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .computeIfAbsent(TestPostgres.class, key -> TestPostgres.start(), TestPostgres.class);
  }
}

package notes;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The variables that the application was started with: what it reads and what it may show. */
public final class Environment {

  /** A variable as it may be shown: the value of a secret is masked. */
  public record Shown(String name, String value, boolean secret) {}

  private static final String MASK = "••••••••";
  private static final Pattern KNOWN =
      Pattern.compile("(PG|MYSQL|REDIS|NOTES)_.*|DATABASE_URL|GREETING|PORT");
  private static final Pattern SECRET =
      Pattern.compile(".*(PASSWORD|SECRET|TOKEN|PRIVATE|_KEY).*");
  private static final Pattern URL_PASSWORD = Pattern.compile("(://[^:/@]*:)[^@]*@");

  private final Map<String, String> values;

  public Environment(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  public int port() {
    return find("PORT").map(Integer::parseInt).orElse(8000);
  }

  public Optional<String> greeting() {
    return find("GREETING");
  }

  /** Empty where no PostgreSQL was given. */
  public Optional<PostgresAddress> postgres() {
    return find("PG_HOST")
        .map(
            host ->
                new PostgresAddress(
                    host,
                    find("PG_PORT").map(Integer::parseInt).orElse(5432),
                    find("PG_DATABASE").orElse("notes"),
                    find("PG_USERNAME").orElse("notes"),
                    find("PG_PASSWORD").orElse(""),
                    find("PG_SSLMODE"),
                    find("PG_SSLROOTCERT")));
  }

  /** The variables that concern the application, in order of name; nothing secret in them. */
  public List<Shown> shown() {
    return new TreeMap<>(values)
        .entrySet().stream()
            .filter(entry -> KNOWN.matcher(entry.getKey()).matches())
            .map(entry -> show(entry.getKey(), entry.getValue()))
            .toList();
  }

  private Shown show(String name, String value) {
    if (SECRET.matcher(name).matches()) {
      return new Shown(name, MASK, true);
    }
    var masked = URL_PASSWORD.matcher(value).replaceAll("$1" + MASK + "@");
    return new Shown(name, masked, !masked.equals(value));
  }

  private Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }
}

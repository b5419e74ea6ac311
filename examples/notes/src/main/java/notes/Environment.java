package notes;

import java.net.URI;
import java.nio.file.Path;
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
  Optional<Postgres> postgres() {
    return find("PG_HOST")
        .map(
            host ->
                new Postgres(
                    host,
                    find("PG_PORT").map(Integer::parseInt).orElse(5432),
                    find("PG_DATABASE").orElse("notes"),
                    find("PG_USERNAME").orElse("notes"),
                    find("PG_PASSWORD").orElse(""),
                    find("PG_SSLMODE"),
                    find("PG_SSLROOTCERT")));
  }

  /** Empty where no MySQL was given. */
  Optional<MySql> mysql() {
    return find("MYSQL_HOST")
        .map(
            host ->
                new MySql(
                    host,
                    find("MYSQL_PORT").map(Integer::parseInt).orElse(3306),
                    find("MYSQL_DATABASE").orElse("notes"),
                    find("MYSQL_USERNAME").orElse("notes"),
                    find("MYSQL_PASSWORD").orElse(""),
                    find("MYSQL_SSL_CA").map(Path::of)));
  }

  /** Over TLS where that is offered. Empty where no Redis was given. */
  Optional<RedisAddress> redis() {
    return find("REDIS_TLS_URL")
        .or(() -> find("REDIS_URL"))
        .map(url -> new RedisAddress(URI.create(url), find("REDIS_TLS_CA").map(Path::of)));
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

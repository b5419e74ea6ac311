package notes;

import com.mysql.cj.jdbc.MysqlDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** MySQL as told by {@code MYSQL_*}: where it is, how to sign in, and its SQL. */
record MySql(
    String host,
    int port,
    String database,
    String username,
    String password,
    Optional<Path> certificateAuthority)
    implements SqlDatabase {

  /** Too many connections, shutting down, ended by an administrator, idle for too long. */
  private static final Set<Integer> AWAY = Set.of(1040, 1053, 1317, 3169, 4031);

  private static final Set<Integer> READ_ONLY = Set.of(1290, 1836);

  @Override
  public DataSource dataSource() {
    // Its thread watches for connections that nobody closes; the pool closes all of its own.
    System.setProperty("com.mysql.cj.disableAbandonedConnectionCleanup", "true");
    var source = new MysqlDataSource();
    source.setUrl("jdbc:mysql://" + host + ":" + port + "/" + database + options());
    source.setUser(username);
    source.setPassword(password);
    return source;
  }

  private String options() {
    var times =
        "?connectTimeout=2000&socketTimeout=5000"
            + "&connectionTimeZone=UTC&forceConnectionTimeZoneToSession=true";
    return certificateAuthority
        .map(CertificateAuthority::new)
        .map(
            authority ->
                times
                    + "&sslMode=VERIFY_IDENTITY&fallbackToSystemTrustStore=false"
                    + "&trustCertificateKeyStoreType=PKCS12&trustCertificateKeyStoreUrl="
                    + authority.keyStore().toUri()
                    + "&trustCertificateKeyStorePassword="
                    + CertificateAuthority.PASSWORD)
        .orElse(times + "&allowPublicKeyRetrieval=true");
  }

  @Override
  public String findTable() {
    return """
        select 1 from information_schema.tables
        where table_schema = database() and table_name = 'note'
        """;
  }

  @Override
  public String createTable() {
    return """
        create table if not exists note (
          id char(36) character set ascii primary key,
          text mediumtext character set utf8mb4 not null,
          created_at datetime(6) not null comment 'UTC'
        )
        """;
  }

  @Override
  public String insert() {
    return "insert into note values (?, ?, ?) on duplicate key update id = id";
  }

  @Override
  public String delete() {
    return "delete from note where id = ?";
  }

  @Override
  public String describe() {
    return """
        select version(), substring_index(user(), '@', 1),
          coalesce((select concat(v.variable_value, ', ', c.variable_value)
            from performance_schema.session_status v, performance_schema.session_status c
            where v.variable_name = 'Ssl_version' and v.variable_value <> ''
              and c.variable_name = 'Ssl_cipher'), 'off')
        """;
  }

  @Override
  public boolean isAway(SQLException e) {
    var state = e.getSQLState();
    return AWAY.contains(e.getErrorCode()) || (state != null && state.startsWith("08"));
  }

  @Override
  public boolean isReadOnly(SQLException e) {
    return READ_ONLY.contains(e.getErrorCode());
  }

  @Override
  public String engine() {
    return "MySQL";
  }

  @Override
  public String address() {
    return host + ":" + port;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return engine() + " " + address() + "/" + database;
  }
}

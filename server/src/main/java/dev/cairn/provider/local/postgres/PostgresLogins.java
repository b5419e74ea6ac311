package dev.cairn.provider.local.postgres;

import dev.cairn.core.Sensitive;
import dev.cairn.engine.postgres.PostgresAccess;
import dev.cairn.engine.postgres.PostgresSql;
import dev.cairn.engine.postgres.ScramVerifier;
import dev.cairn.provider.Login;
import dev.cairn.provider.local.instance.Administrator;
import dev.cairn.provider.local.instance.CertificateFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.LocalBackups;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users of an instance: its administrator, the owner of its data, and who acts as the owner.
 */
final class PostgresLogins {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresLogins.class);

  private final PostgresAdministration administration;
  private final CertificateFiles certificates;
  private final SecureRandom random = new SecureRandom();

  /** Logins that got in. */
  private final Map<Who, Proof> proven = new ConcurrentHashMap<>();

  private record Who(String instance, String username) {}

  /**
   * @param verifier what the server kept of the password then
   */
  private record Proof(String verifier, Sensitive<String> password) {}

  PostgresLogins(PostgresAdministration administration, CertificateFiles certificates) {
    this.administration = administration;
    this.certificates = certificates;
  }

  /**
   * Gives new data, or those of a backup, their names and passwords.
   *
   * @param fresh the administrator's password in new data
   */
  void name(
      InstanceRecord instance,
      Optional<LocalBackups.Contents> previous,
      Sensitive<String> fresh,
      List<Login> logins)
      throws SQLException {
    var owner = instance.database();
    var statements =
        new ArrayList<>(
            PostgresSql.rename(
                previous.map(LocalBackups.Contents::username).orElse(PostgresSql.TEMPLATE_NAME),
                owner,
                previous.map(LocalBackups.Contents::database).orElse(PostgresSql.TEMPLATE_NAME),
                owner));
    for (var login : logins) {
      if (login.username().equals(owner)) {
        statements.add(PostgresSql.setPassword(owner, verifier(login.password())));
      }
    }
    var password = administration.administrator(instance).password();
    statements.add(PostgresSql.setPassword(PostgresAccess.ADMIN, verifier(password)));
    administration.begin(instance, previous.isPresent() ? password : fresh, statements);
  }

  /** Makes exactly these log in, as the owner does. */
  void admit(InstanceRecord instance, List<Login> logins) throws SQLException {
    var admin = administration.administrator(instance);
    var verifiers = verifiers(instance);
    var known = administration.pairs(instance, PostgresSql.logins(instance.database()));
    var statements = new ArrayList<String>();
    for (var login : logins) {
      if (!known.containsKey(login.username())) {
        statements.addAll(PostgresSql.secondLogin(instance.database(), login.username()));
      }
      var verifier = Optional.ofNullable(verifiers.get(login.username()));
      if (!known.getOrDefault(login.username(), false)
          || (!isProven(instance, login, verifier) && isRefused(instance, login))) {
        LOG.info("{} gets the password of {} set", instance.id(), login.username());
        statements.add(PostgresSql.setPassword(login.username(), verifier(login.password())));
      } else {
        verifier.ifPresent(
            it ->
                proven.put(
                    new Who(instance.id(), login.username()), new Proof(it, login.password())));
      }
    }
    for (var user : known.entrySet()) {
      if (user.getValue() && logins.stream().noneMatch(it -> it.username().equals(user.getKey()))) {
        LOG.info("{} lets {} log in no more", instance.id(), user.getKey());
        statements.addAll(PostgresSql.revoke(user.getKey()));
      }
    }
    if (!statements.isEmpty()) {
      PostgresSession.administer(admin, statements);
      var all = Stream.concat(known.keySet().stream(), logins.stream().map(Login::username));
      beAsOwner(instance, admin, all.distinct().toList());
      for (var login : logins) {
        login(instance, login);
      }
    }
  }

  /** Roles that may log in now, as often as they like, each with what the server keeps of it. */
  private Map<String, String> verifiers(InstanceRecord instance) throws SQLException {
    var sql = PostgresSql.verifiers();
    return administration.tell(instance, session -> PostgresSession.rows(session, sql)).stream()
        .collect(Collectors.toMap(List::getFirst, List::getLast));
  }

  /** Got in with this password since the server was started, and nothing of that changed. */
  private boolean isProven(InstanceRecord instance, Login login, Optional<String> verifier) {
    return Optional.ofNullable(proven.get(new Who(instance.id(), login.username())))
        .filter(it -> it.password().reveal().equals(login.password().reveal()))
        .map(Proof::verifier)
        .filter(it -> verifier.filter(it::equals).isPresent())
        .isPresent();
  }

  /** Its server stops: what was proven is to be proven anew. */
  void forget(String instanceId) {
    proven.keySet().removeIf(it -> it.instance().equals(instanceId));
  }

  private static void beAsOwner(InstanceRecord instance, Administrator admin, List<String> users)
      throws SQLException {
    var owner = instance.database();
    for (var user : users) {
      if (!user.equals(owner)) {
        PostgresSession.administerEach(admin, owner, PostgresSql.asOwner(owner, user));
      }
    }
  }

  /** Each acts as the owner from now on, whatever release of Cairn made it. */
  void bringUpToDate(InstanceRecord instance) throws SQLException {
    var admin = administration.administrator(instance);
    var known = administration.pairs(instance, PostgresSql.logins(instance.database()));
    beAsOwner(instance, admin, List.copyOf(known.keySet()));
  }

  /** Whether it gets in as the application does. */
  boolean logsIn(InstanceRecord instance, Login login) throws SQLException {
    return !isRefused(instance, login);
  }

  private boolean isRefused(InstanceRecord instance, Login login) throws SQLException {
    try {
      login(instance, login);
      return false;
    } catch (SQLException failure) {
      if (PostgresSession.isRefusedLogin(failure)) {
        return true;
      }
      throw failure;
    }
  }

  private void login(InstanceRecord instance, Login login) throws SQLException {
    PostgresSession.verify(
        instance.port(),
        instance.database(),
        login.username(),
        login.password(),
        certificates.authority());
  }

  /** What the server keeps of a password. */
  String verifier(Sensitive<String> password) {
    var salt = new byte[16];
    random.nextBytes(salt);
    return ScramVerifier.of(password, salt);
  }
}

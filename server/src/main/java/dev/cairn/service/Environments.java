package dev.cairn.service;

import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.Databases;
import dev.cairn.database.Reading;
import dev.cairn.db.Json;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.secret.SealedRows;
import dev.cairn.secret.Sealer;
import dev.cairn.secret.Secrets;
import dev.cairn.service.GeneratedVariables.Answering;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import dev.cairn.service.Variable.Origin;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an application gets: variables generated for its databases, overridden by its user's. */
public final class Environments implements SealedRows {
  private final VariableStore store;
  private final Databases databases;
  private final Secrets secrets;
  private final Sealer sealer;

  public Environments(StateDatabase state, Databases databases, Secrets secrets, Sealer sealer) {
    this.store = state.store(VariableStore.class);
    this.databases = databases;
    this.secrets = secrets;
    this.sealer = sealer;
  }

  /** In order of name: what the application would get if it started now as that kind. */
  List<Variable> effective(StageRef stage, RuntimeKind runtime) {
    return effective(stage, runtime, List.of());
  }

  /**
   * As above, once databases are as these.
   *
   * @param changed in place of what is recorded of the same databases
   */
  List<Variable> effective(StageRef stage, RuntimeKind runtime, List<Reading> changed) {
    return merge(generated(stage, runtime, changed), setByUser(stage));
  }

  /** The user's in place of the generated. */
  List<Variable> merge(List<Variable> generated, Map<String, String> set) {
    NavigableMap<String, Variable> all = new TreeMap<>();
    generated.forEach(variable -> all.put(variable.name(), variable));
    set.forEach((name, value) -> all.put(name, resolve(name, value, all.containsKey(name))));
    return List.copyOf(all.values());
  }

  /** Refuses to start an application with a variable that refers to what is not there. */
  void requireSecrets(StageRef stage, List<Variable> variables) {
    for (var variable : variables) {
      if (variable.origin() instanceof Origin.SecretReference(var secret, var key)
          && secrets.findValue(secret, key).isEmpty()) {
        throw Problem.conflict(
                "unknown-secret",
                "The application of "
                    + stage
                    + " cannot be started: its variable "
                    + variable.name()
                    + " refers to "
                    + key
                    + " of the secret "
                    + secret
                    + ", which is not there.",
                "Set it anew, or unset it: cairn env unset " + stage + " " + variable.name() + ".")
            .toException();
      }
    }
  }

  /** A database that is about to go feeds no variables any more. */
  List<Variable> generated(StageRef stage, RuntimeKind runtime) {
    return generated(stage, runtime, List.of());
  }

  private List<Variable> generated(StageRef stage, RuntimeKind runtime, List<Reading> changed) {
    var answering =
        databases.list(stage).stream()
            .filter(it -> it.status() != Database.Status.REMOVING && it.endpoint().isPresent())
            .map(it -> answering(it, changed))
            .toList();
    return GeneratedVariables.of(answering, runtime);
  }

  private static Optional<Reading> of(DatabaseRef ref, List<Reading> changed) {
    return changed.stream().filter(it -> it.database().ref().equals(ref)).findFirst();
  }

  /** Its user and password of one moment: a rotation changes them together. */
  private Answering answering(Database recorded, List<Reading> changed) {
    var then = of(recorded.ref(), changed);
    var database = then.map(Reading::database).orElse(recorded);
    var current = secrets.credentials(database.secretName());
    var primary =
        database
            .primary()
            .flatMap(ref -> of(ref, changed).map(Reading::database).or(() -> databases.find(ref)));
    var reader = then.map(Reading::reader).or(() -> databases.findReader(database));
    return new Answering(database, current.username(), current.password(), primary, reader);
  }

  /** As typed: literals and references. */
  NavigableMap<String, String> setByUser(StageRef stage) {
    var all = new TreeMap<String, String>();
    for (var row : store.list(stage.stack().value(), stage.stage().value())) {
      var sealed = Base64.getDecoder().decode(row.sealed());
      all.put(row.name(), sealer.unseal(sealedAs(stage, row.name()), sealed).reveal());
    }
    return all;
  }

  String seal(Transaction transaction, StageRef stage, String name, String value) {
    return Base64.getEncoder()
        .encodeToString(sealer.seal(transaction, sealedAs(stage, name), Sensitive.of(value)));
  }

  /** Tells one change from another without keeping its values. */
  String markOf(StageRef stage, Map<String, String> set, Set<String> unset) {
    var wanted = Json.write(List.of(new TreeMap<>(set), new TreeSet<>(unset)));
    return "variables " + sealer.mark("variables/" + stage, Sensitive.of(wanted));
  }

  /**
   * Stands for what a build of that specification gets of these variables; empty where it gets
   * none. What is written down in the specification itself is not in it.
   */
  String buildMark(StageRef stage, ServiceSpec spec, List<Variable> variables) {
    var names = new TreeSet<>(BuildValues.referenced(spec));
    names.addAll(spec.build().secrets());
    if (names.isEmpty() || spec.source() instanceof Source.Image) {
      return "";
    }
    var values = values(variables);
    values.keySet().retainAll(names);
    var revealed = new TreeMap<String, String>();
    values.forEach((name, value) -> revealed.put(name, value.reveal()));
    return sealer.mark("build/" + stage, Sensitive.of(Json.write(revealed)));
  }

  @Override
  public String noun() {
    return "variables";
  }

  @Override
  public int resealAll() {
    int found = 0;
    for (var row : store.listAll()) {
      var stage = new StageRef(new Name(row.stack()), new Name(row.stage()));
      var resealed =
          sealer.reseal(sealedAs(stage, row.name()), Base64.getDecoder().decode(row.sealed()));
      found += resealed.isPresent() ? 1 : 0;
      resealed
          .map(Base64.getEncoder()::encodeToString)
          .ifPresent(
              fresh -> store.reseal(row.stack(), row.stage(), row.name(), row.sealed(), fresh));
    }
    return found;
  }

  static Map<String, Sensitive<String>> values(List<Variable> variables) {
    var all = new TreeMap<String, Sensitive<String>>();
    variables.forEach(variable -> all.put(variable.name(), variable.value()));
    return all;
  }

  /** Tells two sets of variables apart without keeping their values. */
  static String digest(List<Variable> variables) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      values(variables)
          .forEach(
              (name, value) ->
                  digest.update(
                      (name + "=" + value.reveal() + "\0").getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** A reference to what is not there is empty: it can be seen and mended, but nothing starts. */
  private Variable resolve(String name, String value, boolean overrides) {
    return VariableRules.reference(value)
        .map(
            it ->
                new Variable(
                    name,
                    secrets.findValue(it.secret(), it.key()).orElseGet(() -> Sensitive.of("")),
                    true,
                    new Origin.SecretReference(it.secret(), it.key()),
                    overrides))
        .orElseGet(
            () ->
                new Variable(
                    name,
                    Sensitive.of(value),
                    VariableRules.looksSecret(name, value),
                    new Origin.Literal(),
                    overrides));
  }

  private static String sealedAs(StageRef stage, String name) {
    return "variable/" + stage + "/" + name;
  }
}

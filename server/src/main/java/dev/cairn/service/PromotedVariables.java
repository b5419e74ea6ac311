package dev.cairn.service;

import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.database.CredentialUse;
import dev.cairn.database.Database;
import dev.cairn.database.Reading;
import dev.cairn.provider.Endpoint;
import dev.cairn.replication.promotion.ApplicationUse;
import dev.cairn.replication.promotion.StageEffect;
import dev.cairn.service.Variable.Origin;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which variables of applications change where databases change places. */
public final class PromotedVariables implements ApplicationUse {
  private final Environments environments;
  private final Deployments deployments;
  private final CredentialUses uses;

  public PromotedVariables(
      Environments environments, Deployments deployments, CredentialUses uses) {
    this.environments = environments;
    this.deployments = deployments;
    this.uses = uses;
  }

  @Override
  public List<StageEffect> effects(List<Reading> family) {
    var databases = family.stream().map(Reading::database).toList();
    return stages(databases).stream().map(stage -> effect(stage, family)).toList();
  }

  private Set<StageRef> stages(List<Database> family) {
    var all = new LinkedHashSet<StageRef>();
    family.forEach(it -> all.add(it.ref().stage()));
    for (var database : family) {
      uses.references(database.secretName()).stream()
          .map(CredentialUse.Copy::stage)
          .forEach(all::add);
    }
    return all;
  }

  private StageEffect effect(StageRef stage, List<Reading> family) {
    var runtime = deployments.runtimeOf(stage);
    var now = Environments.values(environments.effective(stage, runtime));
    var then = values(environments.effective(stage, runtime, family), family);
    var changed = differing(now, then);
    var release =
        changed.isEmpty()
            ? Optional.<Integer>empty()
            : deployments.findLive(stage).map(ReleaseRow::number);
    return new StageEffect(stage, List.copyOf(changed), release);
  }

  private static NavigableSet<String> differing(
      Map<String, Sensitive<String>> now, Map<String, Sensitive<String>> then) {
    var all = new TreeSet<>(now.keySet());
    all.addAll(then.keySet());
    all.removeIf(
        name -> Optional.ofNullable(now.get(name)).equals(Optional.ofNullable(then.get(name))));
    return all;
  }

  /** References to secrets of the family are to what those say then. */
  private static Map<String, Sensitive<String>> values(
      List<Variable> variables, List<Reading> family) {
    var moved =
        family.stream()
            .collect(Collectors.toMap(it -> it.database().secretName(), it -> moved(it, family)));
    var all = new HashMap<>(Environments.values(variables));
    for (var variable : variables) {
      if (variable.origin() instanceof Origin.SecretReference(var secret, var key)) {
        Optional.ofNullable(moved.getOrDefault(secret, Map.of()).get(key))
            .ifPresent(value -> all.put(variable.name(), Sensitive.of(value)));
      }
    }
    return all;
  }

  /** What its secret says of the primary, and of where it is read. */
  private static Map<String, String> moved(Reading one, List<Reading> family) {
    var primary =
        family.stream()
            .map(Reading::database)
            .filter(it -> !it.isReplica())
            .findFirst()
            .orElseThrow();
    var all = new HashMap<>(Map.of("dbInstanceIdentifier", primary.identifier()));
    primary.endpoint().ifPresent(it -> put(all, it, "host", "port"));
    one.reader().endpoint().ifPresent(it -> put(all, it, "readerHost", "readerPort"));
    return all;
  }

  private static void put(Map<String, String> all, Endpoint at, String host, String port) {
    all.put(host, at.host());
    all.put(port, Integer.toString(at.port()));
  }
}

package dev.cairn.service;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.StageRef;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.operation.Operation;
import dev.cairn.secret.Secrets;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import dev.cairn.stack.Stacks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Use cases of runtime variables. */
public final class Variables {
  private static final String MASK = "••••••••";

  private final StateDatabase state;
  private final Activity activity;
  private final Stacks stacks;
  private final Secrets secrets;
  private final Environments environments;
  private final Deployments deployments;

  public Variables(
      StateDatabase state,
      Activity activity,
      Stacks stacks,
      Secrets secrets,
      Environments environments,
      Deployments deployments) {
    this.state = state;
    this.activity = activity;
    this.stacks = stacks;
    this.secrets = secrets;
    this.environments = environments;
    this.deployments = deployments;
  }

  /** One line of a preview. Values of secrets are masked. */
  public record Change(String name, Kind kind, String before, String after) {
    /** What happens to the variable. */
    public enum Kind {
      ADDED,
      CHANGED,
      REMOVED
    }
  }

  /**
   * What a change came to.
   *
   * @param changes none where the request was a repetition
   * @param operation the deploy that hands them over
   */
  public record Saved(List<Change> changes, Optional<Operation> operation) {}

  /** In order of name: what the application would get if it started now. */
  public List<Variable> list(StageRef stage) {
    stacks.getStage(stage);
    return environments.effective(stage, deployments.runtimeOf(stage));
  }

  /**
   * The same as seen by programs of this machine, whatever the application runs as: addresses that
   * answer them, and files that are here.
   */
  public List<Variable> listForHost(StageRef stage) {
    stacks.getStage(stage);
    return environments.effective(stage, RuntimeKind.PROCESS);
  }

  /** Which secret a value refers to, if any. */
  public static Optional<String> findSecretOf(String value) {
    return VariableRules.reference(value).map(VariableRules.Reference::secret);
  }

  /** What {@link #change} would do. Values are literals, or {@code secret:NAME#KEY}. */
  public List<Change> preview(StageRef stage, Map<String, String> set, Set<String> unset) {
    return plan(stage, set, unset).changes();
  }

  /**
   * Saves the change; where it changes what a running application gets, opens a deploy that hands
   * it over.
   */
  public Optional<Operation> change(
      Actor actor, StageRef stage, Map<String, String> set, Set<String> unset) {
    return change(actor, stage, set, unset, Optional.empty()).operation();
  }

  /** As without a key; a request that is repeated with it changes nothing again. */
  public Saved change(
      Actor actor,
      StageRef stage,
      Map<String, String> set,
      Set<String> unset,
      Optional<String> idempotencyKey) {
    var asked = new Asked(actor, environments.markOf(stage, set, unset), idempotencyKey);
    return state.transaction(
        transaction ->
            deployments
                .findRepeated(transaction, asked, stage)
                .map(known -> new Saved(List.of(), Optional.of(known)))
                .orElseGet(() -> change(transaction, asked, stage, set, unset)));
  }

  private Saved change(
      Transaction transaction,
      Asked asked,
      StageRef stage,
      Map<String, String> set,
      Set<String> unset) {
    var plan = plan(stage, set, unset);
    write(transaction, asked.actor(), stage, set, unset, plan);
    var deploy =
        deployments
            .findLive(stage)
            .filter(live -> !live.variablesDigest().equals(plan.digest()))
            .map(live -> redeploy(transaction, asked, live, plan));
    return new Saved(plan.changes(), deploy);
  }

  private Operation redeploy(Transaction transaction, Asked asked, ReleaseRow live, Plan plan) {
    BuildValues.check(live.stage(), live.spec(), plan.effective());
    var mark = environments.buildMark(live.stage(), live.spec(), plan.effective());
    return deployments.redeploy(transaction, asked, live, "variables changed", mark);
  }

  /** Saves the change and hands nothing over: for a caller who deploys next. */
  public void save(Actor actor, StageRef stage, Map<String, String> set, Set<String> unset) {
    var plan = plan(stage, set, unset);
    state.transaction(
        transaction -> {
          write(transaction, actor, stage, set, unset, plan);
          return plan;
        });
  }

  /**
   * Refuses what {@link #save} would refuse.
   *
   * @param secretsToCome keys of the secrets that will be there by then, by name
   */
  public void check(Map<String, String> set, Map<String, List<String>> secretsToCome) {
    var keys = keysOfSecrets();
    secretsToCome.forEach((name, its) -> keys.put(name, Set.copyOf(its)));
    VariableRules.check(set, Set.of(), Set.of(), keys);
    VariableRules.checkTotal(set);
  }

  private void write(
      Transaction transaction,
      Actor actor,
      StageRef stage,
      Map<String, String> set,
      Set<String> unset,
      Plan plan) {
    var store = transaction.attach(VariableStore.class);
    var stack = stage.stack().value();
    set.forEach(
        (name, value) ->
            store.put(
                stack,
                stage.stage().value(),
                name,
                environments.seal(transaction, stage, name, value)));
    unset.forEach(name -> store.delete(stack, stage.stage().value(), name));
    if (!plan.changes().isEmpty()) {
      activity.record(
          transaction, actor, "change-variables", stage.toString(), details(plan.changes()));
    }
  }

  private record Plan(List<Change> changes, List<Variable> effective, String digest) {}

  private Plan plan(StageRef stage, Map<String, String> set, Set<String> unset) {
    stacks.getStage(stage);
    RuntimeKind runtime = deployments.runtimeOf(stage);
    var before = environments.setByUser(stage);
    VariableRules.check(set, unset, before.keySet(), keysOfSecrets());
    NavigableMap<String, String> after = new TreeMap<>(before);
    after.putAll(set);
    unset.forEach(after::remove);
    VariableRules.checkTotal(after);
    var generated = environments.generated(stage, runtime);
    var effective = environments.merge(generated, after);
    return new Plan(
        changes(byName(environments.merge(generated, before)), byName(effective)),
        effective,
        Environments.digest(effective));
  }

  private Map<String, Set<String>> keysOfSecrets() {
    var all = new HashMap<String, Set<String>>();
    secrets
        .list(Optional.empty(), Optional.empty())
        .forEach(secret -> all.put(secret.name(), Set.copyOf(secret.keys())));
    return all;
  }

  private static List<Change> changes(Map<String, Variable> before, Map<String, Variable> after) {
    var all = new ArrayList<Change>();
    var names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (var name : names) {
      var old = Optional.ofNullable(before.get(name));
      var fresh = Optional.ofNullable(after.get(name));
      if (old.isEmpty()) {
        all.add(new Change(name, Change.Kind.ADDED, "", shown(fresh)));
      } else if (fresh.isEmpty()) {
        all.add(new Change(name, Change.Kind.REMOVED, shown(old), ""));
      } else if (!old.get().value().equals(fresh.get().value())
          || !old.get().origin().equals(fresh.get().origin())) {
        all.add(new Change(name, Change.Kind.CHANGED, shown(old), shown(fresh)));
      }
    }
    return all;
  }

  private static String shown(Optional<Variable> variable) {
    return variable
        .map(
            it ->
                switch (it.origin()) {
                  case Variable.Origin.SecretReference(String secret, String key) ->
                      "secret:" + secret + "#" + key;
                  case Variable.Origin.Generated generated -> masked(it);
                  case Variable.Origin.Literal literal -> masked(it);
                })
        .orElse("");
  }

  private static String masked(Variable variable) {
    return variable.secret() ? MASK : variable.value().reveal();
  }

  private static Map<String, Variable> byName(List<Variable> variables) {
    var all = new LinkedHashMap<String, Variable>();
    variables.forEach(variable -> all.put(variable.name(), variable));
    return all;
  }

  private static Map<String, String> details(List<Change> changes) {
    var all = new TreeMap<String, String>();
    for (var change : changes) {
      all.put(
          change.name(),
          switch (change.kind()) {
            case ADDED -> "set to " + change.after();
            case REMOVED -> "unset, was " + change.before();
            case CHANGED -> "from " + change.before() + " to " + change.after();
          });
    }
    return all;
  }
}

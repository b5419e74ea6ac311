package dev.cairn.service;

import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.database.CredentialUse;
import dev.cairn.db.Json;
import dev.cairn.db.StateDatabase;
import dev.cairn.secret.CredentialMarks;
import dev.cairn.secret.Credentials;
import dev.cairn.stack.Stacks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Which credentials applications were given, by whatever way: written down as each is started. */
public final class CredentialUses implements CredentialUse {
  private final StateDatabase state;
  private final Stacks stacks;
  private final Environments environments;
  private final CredentialMarks marks;

  public CredentialUses(
      StateDatabase state, Stacks stacks, Environments environments, CredentialMarks marks) {
    this.state = state;
    this.stacks = stacks;
    this.environments = environments;
    this.marks = marks;
  }

  /** What stands for the credentials in an application's variables, as it is stored. */
  String of(List<Variable> variables) {
    return Json.write(marks.in(Environments.values(variables).values()));
  }

  @Override
  public List<StageRef> stages(StageRef owner, Credentials credentials) {
    return state
        .store(ReleaseStore.class)
        .listUsing(
            owner.stack().value(),
            owner.stage().value(),
            Json.write(List.of(marks.of(credentials))));
  }

  @Override
  public List<Copy> copies(Credentials credentials) {
    return where(value -> CredentialMarks.holds(Sensitive.of(value), credentials));
  }

  /** Variables, of any stage, that refer to a secret. */
  List<Copy> references(String secret) {
    return where(
        value ->
            VariableRules.reference(value).filter(it -> it.secret().equals(secret)).isPresent());
  }

  private List<Copy> where(Predicate<String> condition) {
    var found = new ArrayList<Copy>();
    for (var stack : stacks.list()) {
      for (var stage : stacks.listStages(stack.name())) {
        environments
            .setByUser(stage.ref())
            .forEach(
                (name, value) -> {
                  if (condition.test(value)) {
                    found.add(new Copy(stage.ref(), name));
                  }
                });
      }
    }
    return found;
  }
}

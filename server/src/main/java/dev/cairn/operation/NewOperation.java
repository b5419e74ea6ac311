package dev.cairn.operation;

import dev.cairn.core.Actor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What opens an operation.
 *
 * @param also other targets that it holds: no other operation is open on them meanwhile
 * @param beside which operations may be open on what it holds: it sees to their end itself
 */
public record NewOperation(
    Plan plan,
    String target,
    String title,
    Actor actor,
    Map<String, String> input,
    Optional<String> idempotencyKey,
    List<String> also,
    Predicate<Operation> beside) {
  public NewOperation {
    also = List.copyOf(also);
  }

  /** Of its target alone. */
  public NewOperation(
      Plan plan,
      String target,
      String title,
      Actor actor,
      Map<String, String> input,
      Optional<String> idempotencyKey) {
    this(plan, target, title, actor, input, idempotencyKey, List.of(), _ -> false);
  }

  List<String> held() {
    return Stream.concat(Stream.of(target), also.stream()).toList();
  }
}

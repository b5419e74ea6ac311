package dev.cairn.stack;

import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import java.util.List;
import java.util.Optional;

/** Use cases of stacks and stages. Unknown names are problems that suggest near ones. */
public final class Stacks {

  public List<Stack> list() {
    throw new UnsupportedOperationException();
  }

  public Stack get(Name stack) {
    throw new UnsupportedOperationException();
  }

  public Optional<Stack> find(Name stack) {
    throw new UnsupportedOperationException();
  }

  public Stack create(Actor actor, Name stack) {
    throw new UnsupportedOperationException();
  }

  /** Refused while the stack has stages. */
  public void delete(Actor actor, Name stack) {
    throw new UnsupportedOperationException();
  }

  /** In order. */
  public List<Stage> listStages(Name stack) {
    throw new UnsupportedOperationException();
  }

  public Stage getStage(StageRef stage) {
    throw new UnsupportedOperationException();
  }

  public Optional<Stage> findStage(StageRef stage) {
    throw new UnsupportedOperationException();
  }

  public Stage createStage(Actor actor, StageSpec spec) {
    throw new UnsupportedOperationException();
  }

  /** Refused while the stage has databases or a running application. */
  public void deleteStage(Actor actor, StageRef stage) {
    throw new UnsupportedOperationException();
  }
}

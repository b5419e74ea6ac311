package dev.cairn.api;

import java.time.Instant;
import java.util.List;

/** An application: a name, and its stages in order. */
public record StackView(String name, Instant createdAt, List<StageView> stages) {
  public StackView {
    stages = Absent.list(stages);
  }
}

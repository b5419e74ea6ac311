package dev.cairn.service;

import dev.cairn.core.StageRef;
import dev.cairn.database.Database;
import dev.cairn.replication.ApplicationUse;
import dev.cairn.replication.StageEffect;
import java.util.List;
import java.util.Optional;

/** Which variables of applications change where databases change places. */
public final class PromotedVariables implements ApplicationUse {

  public PromotedVariables(Environments environments, Deployments deployments) {}

  @Override
  public StageEffect effect(StageRef stage, List<Database> family) {
    return new StageEffect(stage, List.of(), Optional.empty());
  }
}

package dev.cairn.web.console;

import dev.cairn.core.StageRef;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.OldCredential;
import dev.cairn.operation.Operation;
import dev.cairn.service.Release;
import dev.cairn.service.Service;
import dev.cairn.stack.Stage;
import dev.cairn.web.UseCases;
import java.util.List;

/** Stages and databases at a glance, from what is recorded. */
final class StageCards {
  private final UseCases use;
  private final Pages pages;

  StageCards(UseCases use, Pages pages) {
    this.use = use;
    this.pages = pages;
  }

  /** A card for each stage of a stack, in order. */
  List<StageCard> ofStack(dev.cairn.core.Name stack) {
    var operations = use.operations().listOpenBelow(stack.value());
    return use.stacks().listStages(stack).stream().map(stage -> card(stage, operations)).toList();
  }

  StageCard of(StageRef ref) {
    var stage = use.stacks().getStage(ref);
    return card(stage, use.operations().listOpenBelow(ref.toString()));
  }

  StageHead head(StageRef ref, StageHead.Tab tab, boolean mayChange) {
    use.stacks().getStage(ref);
    return new StageHead(
        ref.stack().value(),
        ref.stage().value(),
        Targets.stage(ref),
        Badges.of(use.services().find(ref)),
        tab,
        mayChange);
  }

  List<DatabaseRow> databases(StageRef ref) {
    return use.databases().list(ref).stream().map(this::listed).toList();
  }

  /** In a list, where nothing is wrong, it also says that the storage does not last the week. */
  private DatabaseRow listed(Database database) {
    var row = row(database);
    boolean quiet = row.reason().isEmpty() && database.status() == Database.Status.AVAILABLE;
    if (!quiet || database.origin() == Database.Origin.ATTACHED) {
      return row;
    }
    var forecast = use.metrics().forecast(database);
    return forecast.isUrgent() ? row.because("Storage: " + forecast.text()) : row;
  }

  DatabaseRow row(Database database) {
    var old = use.rotations().findOld(database).map(OldCredential::sentence).orElse("");
    boolean attached = database.origin() == Database.Origin.ATTACHED;
    return new DatabaseRow(
        database.ref().engine().id(),
        database.ref().engine().displayName() + " " + database.version(),
        database.database(),
        Targets.database(database.ref()),
        attached ? "attached" : database.type().name(),
        attached ? "run by somebody else" : database.storage().toString(),
        Badges.of(database.status()),
        (database.statusReason() + " " + old).strip(),
        database.primary().map(DatabaseRef::toString).orElse(""));
  }

  private StageCard card(Stage stage, List<Operation> operations) {
    var ref = stage.ref();
    var service = use.services().find(ref);
    var live = service.flatMap(Service::live);
    return new StageCard(
        ref.stack().value(),
        ref.stage().value(),
        Targets.stage(ref),
        stage.position() + 1,
        stage.target(),
        stage.region(),
        Badges.of(service),
        service.map(Service::statusReason).orElse(""),
        live.map(release -> "Release " + release.number()),
        live.flatMap(Release::liveSince).map(pages::when),
        service.map(it -> use.services().addresses(it).first()),
        databases(ref),
        RunningOperation.of(operations, ref.toString()));
  }
}

package dev.cairn.web.api;

import static dev.cairn.access.Action.CHANGE;
import static dev.cairn.access.Action.READ;

import dev.cairn.api.AddDatabase;
import dev.cairn.api.AuthorityView;
import dev.cairn.api.RemovalView;
import dev.cairn.api.ResizeDatabase;
import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StateFile;
import dev.cairn.core.Violation;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.database.Databases;
import dev.cairn.database.ResizeSpec;
import dev.cairn.database.Rotations;
import dev.cairn.database.TuningSpec;
import dev.cairn.engine.Engine;
import dev.cairn.operation.Operation;
import dev.cairn.replication.Replicas;
import dev.cairn.stack.Stacks;
import dev.cairn.web.Fields;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

final class DatabasesApi implements Noun {
  private static final String STAGE = "stacks/{stack}/stages/{stage}/databases";
  private static final String STORAGE = "storageGib";
  private static final String ONE = STAGE + "/{engine}";

  private final Stacks stacks;
  private final Databases databases;
  private final Replicas replicas;
  private final Rotations rotations;
  private final Views views;

  DatabasesApi(
      Stacks stacks, Databases databases, Replicas replicas, Rotations rotations, Views views) {
    this.stacks = stacks;
    this.databases = databases;
    this.replicas = replicas;
    this.rotations = rotations;
    this.views = views;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(STAGE, READ, this::list),
        Route.post(STAGE, CHANGE, this::add),
        Route.get(ONE, READ, this::show),
        Route.patch(ONE, CHANGE, this::resize),
        Route.delete(ONE, CHANGE, this::remove).query("finalBackup", "backup"),
        Route.post(ONE + "/rebuild", CHANGE, this::rebuild),
        Route.get(ONE + "/rotation", READ, this::previewRotation),
        Route.post(ONE + "/rotation", CHANGE, this::rotate),
        Route.get(ONE + "/removal", READ, this::previewRemoval),
        Route.get(ONE + "/authority", READ, this::authority),
        Route.get(ONE + "/logs", READ, this::log).query("lines", "follow"),
        Route.get("backups", READ, this::listBackups),
        Route.delete("backups/{backup}", CHANGE, this::removeBackup));
  }

  private Answer list(ApiRequest request) {
    var stage = stacks.getStage(request.stage()).ref();
    return Answer.list(databases.list(stage).stream().map(views::withFigures).toList());
  }

  private Answer add(ApiRequest request) {
    var wanted = request.body(AddDatabase.class);
    return Answer.accepted(
        Fields.renamed(
            "storage",
            STORAGE,
            () ->
                wanted.replicaOf().isPresent()
                    ? addReplica(request, wanted, wanted.replicaOf().get())
                    : addOwn(request, wanted)));
  }

  private Operation addReplica(ApiRequest request, AddDatabase wanted, String primary) {
    var ref = new DatabaseRef(request.stage(), Engine.of(wanted.engine()));
    var spec = Replicated.spec(ref, wanted, primary, size(wanted.storageGib()));
    return replicas.add(request.actor(), spec, request.idempotencyKey());
  }

  private Operation addOwn(ApiRequest request, AddDatabase wanted) {
    var spec =
        new DatabaseSpec(
            new DatabaseRef(request.stage(), Engine.of(wanted.engine())),
            wanted.version(),
            wanted.type(),
            size(wanted.storageGib()),
            wanted.cacheOnly().orElse(false),
            wanted.fromBackup(),
            Optional.of(TuningSpec.ofSettings(wanted.settings(), wanted.createDatabases()))
                .filter(it -> !it.isEmpty()));
    return databases.add(request.actor(), spec, request.idempotencyKey());
  }

  private Answer show(ApiRequest request) {
    return Answer.ok(views.withFigures(databases.get(request.database())));
  }

  private Answer resize(ApiRequest request) {
    var wanted = request.body(ResizeDatabase.class);
    var spec = new ResizeSpec(wanted.type(), size(wanted.storageGib()));
    return Answer.accepted(
        Fields.renamed(
            "storage",
            STORAGE,
            () ->
                databases.resize(
                    request.actor(), request.database(), spec, request.idempotencyKey())));
  }

  private Answer remove(ApiRequest request) {
    boolean keep = request.flag("finalBackup", true);
    var name = request.query("backup");
    if (!keep && name.isPresent()) {
      throw ApiRequest.wrong("backup", "names a final backup, and finalBackup=false keeps none");
    }
    var ref = request.database();
    var operation =
        databases.remove(
            request.actor(),
            ref,
            keep ? name.or(() -> databases.findFinalBackup(ref)) : Optional.empty(),
            request.idempotencyKey());
    return Answer.accepted(operation, Optional.ofNullable(operation.input().get("backup")));
  }

  private Answer rebuild(ApiRequest request) {
    return Answer.accepted(
        replicas.rebuild(request.actor(), request.database(), request.idempotencyKey()));
  }

  private Answer previewRotation(ApiRequest request) {
    var ref = request.database();
    return Answer.ok(Wire.view(ref, rotations.preview(ref)));
  }

  private Answer rotate(ApiRequest request) {
    return Answer.accepted(
        rotations.rotate(request.actor(), request.database(), request.idempotencyKey()));
  }

  private Answer previewRemoval(ApiRequest request) {
    var ref = request.database();
    return Answer.ok(new RemovalView(ref.toString(), databases.findFinalBackup(ref)));
  }

  private Answer authority(ApiRequest request) {
    var file = databases.authority(request.database());
    return Answer.ok(
        new AuthorityView(file.toString(), StateFile.find(file).orElseThrow(() -> gone(file))));
  }

  private static ProblemException gone(Path file) {
    return Problem.failed(
            "authority-missing",
            "The certificate authority's file " + file + " is not there.",
            "Bring it back from a copy of $CAIRN_HOME.")
        .toException();
  }

  private Answer log(ApiRequest request) {
    return LogFile.answer(databases.logFile(request.database()), request);
  }

  private Answer listBackups(ApiRequest request) {
    return Answer.list(databases.listBackups().stream().map(Wire::view).toList());
  }

  private Answer removeBackup(ApiRequest request) {
    databases.removeBackup(request.actor(), request.text("backup"));
    return new Answer.Nothing();
  }

  private static Optional<Bytes> size(Optional<Integer> gib) {
    if (gib.isPresent() && gib.get() < 1) {
      throw Problem.invalid(
              "invalid-storage",
              "A database of " + gib.get() + " GiB is not possible.",
              "Ask for 1 GiB or more.")
          .withViolations(List.of(new Violation(STORAGE, "must be 1 or more")))
          .toException();
    }
    return gib.map(Bytes::ofGib);
  }
}

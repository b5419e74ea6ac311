package dev.cairn.web.api;

import dev.cairn.api.DatabaseView;
import dev.cairn.api.ReplicaView;
import dev.cairn.api.ServiceView;
import dev.cairn.api.StackView;
import dev.cairn.api.StageView;
import dev.cairn.api.TrafficMinuteView;
import dev.cairn.database.Database;
import dev.cairn.database.Databases;
import dev.cairn.database.Rotations;
import dev.cairn.metrics.Metrics;
import dev.cairn.metrics.traffic.StageTraffic;
import dev.cairn.operation.Operations;
import dev.cairn.replication.Replicas;
import dev.cairn.replication.reader.Readers;
import dev.cairn.service.Service;
import dev.cairn.service.Services;
import dev.cairn.stack.Stack;
import dev.cairn.stack.Stacks;
import dev.cairn.stack.Stage;
import java.util.List;
import java.util.Optional;

/** Views that are put together from several use cases. */
final class Views {
  private final Stacks stacks;
  private final Databases databases;
  private final Replicas replicas;
  private final Readers readers;
  private final Rotations rotations;
  private final Services services;
  private final Operations operations;
  private final Metrics metrics;
  private final StageTraffic traffic;

  Views(
      Stacks stacks,
      Databases databases,
      Replicas replicas,
      Readers readers,
      Rotations rotations,
      Services services,
      Operations operations,
      Metrics metrics,
      StageTraffic traffic) {
    this.stacks = stacks;
    this.databases = databases;
    this.replicas = replicas;
    this.readers = readers;
    this.rotations = rotations;
    this.services = services;
    this.operations = operations;
    this.metrics = metrics;
    this.traffic = traffic;
  }

  StackView of(Stack stack) {
    return new StackView(
        stack.name().value(),
        stack.createdAt(),
        stacks.listStages(stack.name()).stream().map(this::of).toList());
  }

  StageView of(Stage stage) {
    var ref = stage.ref();
    return new StageView(
        ref.toString(),
        ref.stack().value(),
        ref.stage().value(),
        stage.position(),
        stage.target(),
        stage.region(),
        stage.createdAt(),
        services.find(ref).map(this::of),
        databases.list(ref).stream().map(this::of).toList());
  }

  DatabaseView of(Database database) {
    return Wire.view(
        database,
        rotations.findOld(database),
        operations.findOpen(database.ref().toString()),
        Wire.Found.NOT_LOOKED,
        databases.clientAdvice(database));
  }

  /** With how it is now, how long its storage lasts, and how far replicas follow. */
  DatabaseView withFigures(Database database) {
    return Wire.view(
        database,
        rotations.findOld(database),
        operations.findOpen(database.ref().toString()),
        new Wire.Found(
            metrics.current(database),
            database.origin() == Database.Origin.ATTACHED
                ? Optional.empty()
                : Optional.of(metrics.forecast(database)),
            replicas
                .status(database)
                .map(it -> Wire.view(it, replicas.promotion(database.ref(), Optional.of(it)))),
            replicasOf(database),
            readers.choices(database).isEmpty()
                ? Optional.empty()
                : Optional.of(Wire.view(readers.standing(database)))),
        databases.clientAdvice(database));
  }

  private List<ReplicaView> replicasOf(Database database) {
    return replicas.listOf(database.ref()).stream().map(this::following).toList();
  }

  private ReplicaView following(Database replica) {
    var status = replicas.status(replica);
    return Wire.view(replica, status, replicas.promotion(replica.ref(), status));
  }

  ServiceView of(Service service) {
    return view(service, Optional.empty());
  }

  /** With its requests of the last minute. */
  ServiceView withTraffic(Service service) {
    return view(service, traffic.current(service.stage()).map(TrafficApi::view));
  }

  private ServiceView view(Service service, Optional<TrafficMinuteView> minute) {
    return Wire.view(
        service,
        services.addresses(service),
        operations.findOpen(service.stage().toString()),
        minute,
        services.notes(service));
  }
}

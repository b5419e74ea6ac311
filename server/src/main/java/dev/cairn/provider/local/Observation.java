package dev.cairn.provider.local;

import dev.cairn.core.Bytes;
import dev.cairn.provider.Endpoint;
import dev.cairn.provider.Observed;
import dev.cairn.provider.local.instance.DiskUse;
import dev.cairn.provider.local.instance.Gateways;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.LocalEngine;
import dev.cairn.provider.local.instance.LocalState;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is seen of an instance, by looking at files and {@code /proc} only.
 *
 * @param authority the PEM file that its certificate is signed by
 */
record Observation(Path authority, DiskUse use) {
  static final Observed MISSING =
      new Observed(
          Observed.State.MISSING,
          Optional.empty(),
          new Bytes(0),
          false,
          "There is no such database.");

  Observed of(LocalEngine engine, InstanceFiles files, InstanceRecord instance) {
    var endpoint =
        new Endpoint(
            "127.0.0.1",
            instance.findGateway().orElse("127.0.0.1"),
            instance.port(),
            instance.tlsPort(),
            Optional.of(authority));
    var state = state(engine, files, instance);
    return new Observed(
        state.state(),
        Optional.of(endpoint),
        use.of(files, instance.storage()),
        instance.isWritable(),
        state.state() == Observed.State.RUNNING ? instance.refusal() : state.reason());
  }

  private static LocalState state(
      LocalEngine engine, InstanceFiles files, InstanceRecord instance) {
    return switch (instance.phase()) {
      case CREATING ->
          engine.find(files).isPresent()
              ? new LocalState(Observed.State.STARTING, "It is being made.")
              : new LocalState(Observed.State.STOPPED, "It is not finished.");
      case BACKED_UP ->
          new LocalState(
              Observed.State.STOPPED, "Its data are in the backup " + instance.backup() + ".");
      case CREATED -> Gateways.reached(instance, engine.state(files, instance));
    };
  }
}

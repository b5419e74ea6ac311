package dev.cairn.web.api;

import dev.cairn.access.AccessKey;
import dev.cairn.access.Token;
import dev.cairn.access.User;
import dev.cairn.activity.ActivityEntry;
import dev.cairn.api.AccessKeyView;
import dev.cairn.api.ActivityView;
import dev.cairn.api.BackupView;
import dev.cairn.api.ClientAdviceView;
import dev.cairn.api.DatabaseView;
import dev.cairn.api.FiguresView;
import dev.cairn.api.OperationRef;
import dev.cairn.api.OperationView;
import dev.cairn.api.ProblemView;
import dev.cairn.api.PromotionView;
import dev.cairn.api.ReaderView;
import dev.cairn.api.ReleaseView;
import dev.cairn.api.ReplicaView;
import dev.cairn.api.ReplicationView;
import dev.cairn.api.RotationView;
import dev.cairn.api.SecretValueView;
import dev.cairn.api.SecretView;
import dev.cairn.api.ServiceView;
import dev.cairn.api.StageEffectView;
import dev.cairn.api.StepView;
import dev.cairn.api.StorageForecastView;
import dev.cairn.api.TokenView;
import dev.cairn.api.TrafficMinuteView;
import dev.cairn.api.UserView;
import dev.cairn.api.VariableChange;
import dev.cairn.api.VariableView;
import dev.cairn.api.ViolationView;
import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.database.CredentialUse;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.OldCredential;
import dev.cairn.database.Rotations;
import dev.cairn.engine.ClientAdvice;
import dev.cairn.metrics.Forecast;
import dev.cairn.metrics.Minute;
import dev.cairn.operation.Operation;
import dev.cairn.provider.Backup;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.replication.promotion.PromotionPreview;
import dev.cairn.replication.promotion.StageEffect;
import dev.cairn.replication.reader.Readers;
import dev.cairn.secret.Credentials;
import dev.cairn.secret.Secret;
import dev.cairn.service.Addresses;
import dev.cairn.service.Release;
import dev.cairn.service.Service;
import dev.cairn.service.Variable;
import dev.cairn.service.Variable.Origin;
import dev.cairn.service.Variables;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** What the inside calls a thing, as it travels. The one place of this mapping; pure. */
final class Wire {
  /** In place of a replica's state while one of its family is promoted. */
  private static final String PROMOTING = "promoting";

  private Wire() {}

  /** {@code NEEDS_ATTENTION} as {@code needs-attention}. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static OperationRef ref(Operation operation) {
    return new OperationRef(operation.id().toString(), "/api/v1/operations/" + operation.id());
  }

  static OperationView view(Operation operation) {
    var ref = ref(operation);
    return new OperationView(
        ref.id(),
        ref.url(),
        operation.kind(),
        operation.target(),
        operation.title(),
        operation.actor(),
        word(operation.status()),
        operation.cancelRequested() || operation.isCancelledTooLate(),
        operation.createdAt(),
        operation.finishedAt(),
        operation.problem().map(Wire::view),
        operation.steps().stream().map(Wire::view).toList());
  }

  private static StepView view(Operation.Step step) {
    return new StepView(
        step.position(),
        step.name(),
        step.title(),
        word(step.status()),
        step.progress(),
        step.attempts(),
        step.startedAt(),
        step.finishedAt());
  }

  static ProblemView view(Problem problem) {
    return new ProblemView(
        "about:blank",
        word(problem.kind()),
        problem.kind().status(),
        problem.message(),
        problem.code(),
        problem.suggestion(),
        problem.violations().stream()
            .map(violation -> new ViolationView(violation.field(), violation.message()))
            .toList());
  }

  /** What was found of a database when it was asked for. */
  record Found(
      Optional<Minute> figures,
      Optional<Forecast> forecast,
      Optional<ReplicationView> replication,
      List<ReplicaView> replicas,
      Optional<ReaderView> reader) {

    static final Found NOT_LOOKED =
        new Found(
            Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.empty());
  }

  static DatabaseView view(
      Database database,
      Optional<OldCredential> old,
      Optional<Operation> open,
      Found found,
      Optional<ClientAdvice> advice) {
    return new DatabaseView(
        database.ref().toString(),
        database.ref().engine().id(),
        database.version(),
        database.type().name(),
        Math.toIntExact(database.storage().toGib()),
        database.used().value(),
        database.cacheOnly(),
        word(database.origin()),
        word(database.status()),
        database.statusReason(),
        database.endpoint().map(endpoint -> endpoint.host()),
        database.endpoint().map(endpoint -> endpoint.port()),
        database.database(),
        database.username(),
        database.secretName(),
        database.identifier(),
        database.createdAt(),
        old.map(OldCredential::sentence),
        open.map(Wire::ref),
        found.figures().map(Wire::view),
        found.forecast().map(Wire::view),
        advice.map(it -> new ClientAdviceView(it.note(), it.install())),
        database.primary().map(DatabaseRef::toString),
        found.replication(),
        found.replicas(),
        found.reader());
  }

  static ReaderView view(Readers.Standing standing) {
    return new ReaderView(
        standing.reader().map(it -> it.ref().toString()), standing.chosen(), standing.trouble());
  }

  /**
   * How a replica follows.
   *
   * @param promotion as {@link dev.cairn.replication.Replicas#promotion}
   */
  static ReplicationView view(ReplicaStatus status, Optional<String> promotion) {
    return new ReplicationView(
        promotion.map(_ -> PROMOTING).orElseGet(() -> word(status.state())),
        status.lag().map(Wire::seconds),
        status.behind().map(Bytes::value),
        promotion.orElseGet(status::reason));
  }

  static ReplicaView view(
      Database replica, Optional<ReplicaStatus> status, Optional<String> promotion) {
    return new ReplicaView(
        replica.ref().toString(),
        promotion
            .map(_ -> PROMOTING)
            .or(() -> status.map(it -> word(it.state())))
            .orElseGet(() -> word(replica.status())),
        status.flatMap(ReplicaStatus::lag).map(Wire::seconds),
        status.flatMap(ReplicaStatus::behind).map(Bytes::value));
  }

  static PromotionView view(PromotionPreview preview) {
    return new PromotionView(
        preview.replica().toString(),
        preview.primary().toString(),
        preview.planned(),
        preview.lag().map(Wire::seconds),
        preview.missing().map(Bytes::value),
        preview.effects().stream().map(Wire::view).toList(),
        preview.expected().map(Wire::seconds),
        preview.measured(),
        preview.refusal().map(Wire::view),
        preview.wantsForce(),
        preview.doubt().map(Wire::view));
  }

  private static StageEffectView view(StageEffect effect) {
    return new StageEffectView(effect.stage().toString(), effect.variables(), effect.release());
  }

  static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  static FiguresView view(Minute minute) {
    return new FiguresView(
        minute.at(),
        minute.connections(),
        minute.maxConnections(),
        boxed(minute.queriesPerSecond()),
        boxed(minute.cacheHitRatio()),
        minute.used().value(),
        minute.storage().value(),
        minute.memory().map(Bytes::value),
        boxed(minute.lagSeconds()),
        minute.behind().map(Bytes::value));
  }

  static Optional<Double> boxed(OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
  }

  static StorageForecastView view(Forecast forecast) {
    var growing =
        Optional.of(forecast)
            .filter(Forecast.Growing.class::isInstance)
            .map(Forecast.Growing.class::cast);
    return new StorageForecastView(
        switch (forecast) {
          case Forecast.TooLittleHistory() -> "too-little-history";
          case Forecast.NotGrowing() -> "not-growing";
          case Forecast.Growing(double days, Bytes perDay) -> "growing";
          case Forecast.Full() -> "full";
        },
        growing.map(Forecast.Growing::days),
        growing.map(it -> it.perDay().value()),
        forecast.isUrgent(),
        forecast.text());
  }

  static RotationView view(DatabaseRef ref, Rotations.Preview preview) {
    return new RotationView(
        ref.toString(),
        preview.secret(),
        preview.username(),
        preview.next(),
        preview.applications().stream().map(StageRef::toString).toList(),
        preview.copies().stream().map(CredentialUse.Copy::toString).toList(),
        preview.unfinished().map(OldCredential::sentence));
  }

  static BackupView view(Backup backup) {
    return new BackupView(
        backup.name(),
        backup.engine(),
        backup.version(),
        backup.origin(),
        backup.database(),
        backup.size().value(),
        backup.createdAt());
  }

  static ServiceView view(
      Service service,
      Addresses addresses,
      Optional<Operation> open,
      Optional<TrafficMinuteView> traffic,
      List<String> notes) {
    return new ServiceView(
        service.stage().toString(),
        Sources.view(service.spec()),
        service.address(),
        addresses.urls(),
        service.port(),
        word(service.status()),
        service.statusReason(),
        service.live().map(Wire::view),
        open.map(Wire::ref),
        traffic,
        Stream.concat(addresses.notes().stream(), notes.stream()).toList());
  }

  static ReleaseView view(Release release) {
    return new ReleaseView(
        release.number(),
        word(release.status()),
        word(release.runtime()),
        release.origin(),
        release.createdBy(),
        release.createdAt(),
        release.liveSince(),
        release.reason());
  }

  static VariableView view(Variable variable, boolean reveal) {
    var origin = variable.origin();
    return new VariableView(
        variable.name(),
        variable.secret() && !reveal ? Optional.empty() : Optional.of(variable.value().reveal()),
        variable.secret(),
        switch (origin) {
          case Origin.Generated generated -> "generated";
          case Origin.Literal literal -> "literal";
          case Origin.SecretReference reference -> "secret";
        },
        origin instanceof Origin.Generated generated
            ? Optional.of(generated.database())
            : Optional.empty(),
        origin instanceof Origin.SecretReference reference
            ? Optional.of(reference.secret())
            : Optional.empty(),
        origin instanceof Origin.SecretReference reference
            ? Optional.of(reference.key())
            : Optional.empty(),
        variable.overrides());
  }

  static VariableChange view(Variables.Change change) {
    return new VariableChange(change.name(), word(change.kind()), change.before(), change.after());
  }

  static SecretView view(Secret secret, Optional<Credentials> value) {
    return new SecretView(
        secret.name(),
        secret.description(),
        secret.stage() + "/" + secret.engine(),
        secret.tags(),
        value.map(Wire::view));
  }

  private static SecretValueView view(Credentials value) {
    return new SecretValueView(
        value.username(),
        value.password().reveal(),
        value.engine(),
        value.host(),
        value.port(),
        value.dbname(),
        value.dbInstanceIdentifier(),
        value.reader().map(Credentials.Reader::host),
        value.reader().map(Credentials.Reader::port));
  }

  static ActivityView view(ActivityEntry entry) {
    return new ActivityView(
        entry.at(), entry.actor(), entry.action(), entry.target(), entry.details());
  }

  static UserView view(User user) {
    return new UserView(
        user.name().value(), word(user.role()), user.hasPassword(), user.createdAt());
  }

  static AccessKeyView view(AccessKey key) {
    return new AccessKeyView(
        key.id(), key.name(), key.user().value(), key.createdAt(), key.lastUsedAt());
  }

  static TokenView view(Token token) {
    return new TokenView(
        token.id().toString(),
        token.name(),
        token.user().value(),
        token.createdAt(),
        token.expiresAt(),
        token.lastUsedAt());
  }
}

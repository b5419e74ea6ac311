package dev.cairn.database;

import static dev.cairn.database.DatabaseBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sensitive;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.Engine;
import dev.cairn.operation.Operation;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttachmentsTest {
  private static final Problem AWAY =
      Problem.invalid("connection-refused", "old.example:5432 refuses connections.", "Start it.");
  private static final String PEM =
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private DatabaseBench bench;

  @BeforeEach
  void bench() {
    bench = new DatabaseBench(DATABASE.state(), home);
  }

  @Test
  void attachedDatabaseFeedsWhatItsUserSaid() {
    bench.existing.warn("It takes no writes: it is a read replica.");
    var operation = attach(spec("old.example", "secret", Optional.of(PEM)));
    assertThat(operation.status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(operation.input()).doesNotContainValue("secret");

    var found = bench.databases.get(bench.ref);
    assertThat(found.origin()).isEqualTo(Database.Origin.ATTACHED);
    assertThat(found.status()).isEqualTo(Database.Status.AVAILABLE);
    assertThat(found.statusReason()).contains("read replica");
    assertThat(found.version()).isEqualTo("15.14");
    assertThat(found.username()).isEqualTo("anna");
    var endpoint = found.endpoint().orElseThrow();
    assertThat(endpoint.host()).isEqualTo("old.example");
    assertThat(endpoint.containerHost()).isEqualTo("172.18.0.1");
    assertThat(endpoint.tlsPort()).hasValue(5432);
    assertThat(endpoint.certificateAuthority()).isPresent();
    var secret = bench.secrets.credentials(found.secretName());
    assertThat(secret.password().reveal()).isEqualTo("secret");
    assertThat(secret.host()).isEqualTo("old.example");
    assertThat(secret.dbInstanceIdentifier()).isEqualTo(found.identifier());
    assertThat(bench.provider.instances()).isEmpty();
  }

  @Test
  void whatCannotBeUsedLeavesNothingBehind() {
    bench.existing.breakHost("old.example", Optional.of(AWAY));
    assertThatThrownBy(() -> attach(spec("old.example", "secret", Optional.empty())))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("connection-refused"));
    assertThat(bench.databases.find(bench.ref)).isEmpty();
    assertThat(bench.secretCount()).isZero();
    assertThat(bench.operations.list(Optional.of(bench.ref.toString()), 5)).isEmpty();
  }

  @Test
  void whatBreaksAfterItWasAskedForIsForgottenAgain() {
    var opened =
        bench.attachments.attach(
            ANNA, bench.ref, spec("old.example", "secret", Optional.empty()), Optional.empty());
    bench.existing.breakHost("old.example", Optional.of(AWAY));
    var ended = bench.finish(opened);
    assertThat(ended.status()).isEqualTo(Operation.Status.FAILED);
    assertThat(ended.problem().orElseThrow().code()).isEqualTo("connection-refused");
    assertThat(bench.databases.find(bench.ref)).isEmpty();
    assertThat(bench.secretCount()).isZero();

    // Its password is gone: a retry says so, and makes nothing up.
    bench.existing.breakHost("old.example", Optional.empty());
    var retried = bench.finish(bench.operations.retry(ANNA, ended.id()));
    assertThat(retried.problem().orElseThrow().code()).isEqualTo("attachment-forgotten");
  }

  @Test
  void whatContainersDoNotReachIsRefusedWhereTheApplicationIsOne() {
    bench.existing.hideFromContainers(
        Problem.invalid("not-reachable-from-containers", "Containers do not reach it.", "Move."));
    attach(spec("localhost", "secret", Optional.empty()));
    assertThat(bench.databases.get(bench.ref).statusReason()).contains("do not reach it");
    detach();
    bench.containers = true;
    refused("not-reachable-from-containers", spec("localhost", "secret", Optional.empty()));
  }

  @Test
  void replacedAttachmentServesUntilTheNewOneIsKnownToBeGood() {
    attach(spec("old.example", "secret", Optional.of(PEM)));
    bench.existing.breakHost("new.example", Optional.of(AWAY));
    assertThatThrownBy(() -> replace(spec("new.example", "fresh", Optional.empty())))
        .isInstanceOf(ProblemException.class);
    assertThat(password()).isEqualTo("secret");

    bench.existing.breakHost("new.example", Optional.empty());
    var opened =
        bench.attachments.replace(
            ANNA, bench.ref, spec("new.example", "fresh", Optional.empty()), Optional.empty());
    assertThat(password()).isEqualTo("secret");
    bench.existing.breakHost("new.example", Optional.of(AWAY));
    assertThat(bench.finish(opened).status()).isEqualTo(Operation.Status.FAILED);
    assertThat(password()).isEqualTo("secret");
    assertThat(bench.databases.get(bench.ref).endpoint().orElseThrow().host())
        .isEqualTo("old.example");

    // Retried after its password was forgotten it does not pass for done.
    bench.existing.breakHost("new.example", Optional.empty());
    assertThat(bench.finish(bench.operations.retry(ANNA, opened.id())).status())
        .isEqualTo(Operation.Status.FAILED);

    replace(spec("new.example", "fresh", Optional.empty()));
    assertThat(password()).isEqualTo("fresh");
    var now = bench.databases.get(bench.ref);
    assertThat(now.endpoint().orElseThrow().host()).isEqualTo("new.example");
    assertThat(now.endpoint().orElseThrow().certificateAuthority()).isEmpty();
    assertThat(bench.secrets.findPrevious(now.secretName())).isEmpty();
    assertThat(bench.secrets.findPending(now.secretName())).isEmpty();
  }

  @Test
  void detachingForgetsAllThatCairnKnewAndNothingElse() {
    attach(spec("old.example", "secret", Optional.of(PEM)));
    int looked = bench.existing.seen().size();
    detach();
    assertThat(bench.databases.find(bench.ref)).isEmpty();
    assertThat(bench.secretCount()).isZero();
    assertThat(bench.existing.authorities()).isEmpty();
    assertThat(bench.existing.seen()).hasSize(looked);
  }

  @Test
  void cairnNeverAltersWhatItDoesNotRun() {
    attach(spec("old.example", "secret", Optional.empty()));
    assertThatThrownBy(
            () -> bench.databases.resize(ANNA, bench.ref, DatabaseBench.grow(50), Optional.empty()))
        .isInstanceOfSatisfying(ProblemException.class, AttachmentsTest::isAttached);
    assertThatThrownBy(
            () ->
                bench.databases.remove(
                    ANNA,
                    bench.ref,
                    Optional.of(bench.databases.proposeBackupName(bench.ref)),
                    Optional.empty()))
        .isInstanceOfSatisfying(ProblemException.class, AttachmentsTest::isAttached);
    assertThatThrownBy(() -> bench.rotations.rotate(ANNA, bench.ref, Optional.empty()))
        .isInstanceOfSatisfying(ProblemException.class, AttachmentsTest::isAttached);
    assertThatThrownBy(() -> bench.databases.logFile(bench.ref))
        .isInstanceOfSatisfying(ProblemException.class, AttachmentsTest::isAttached);
  }

  private static void isAttached(ProblemException e) {
    assertThat(e.problem().code()).isEqualTo("attached-database");
    assertThat(e.problem().suggestion()).contains("cairn db detach");
  }

  @Test
  void oneThatDoesNotAnswerIsShownAndNeverRepaired() {
    attach(spec("old.example", "secret", Optional.empty()));
    bench.existing.breakHost("old.example", Optional.of(AWAY));
    bench.watch.tick();
    var found = bench.databases.get(bench.ref);
    assertThat(found.status()).isEqualTo(Database.Status.FAILED);
    assertThat(found.statusReason()).isEqualTo(AWAY.message());
    bench.drift.tick();
    assertThat(bench.operations.findOpen(bench.ref.toString())).isEmpty();

    bench.existing.breakHost("old.example", Optional.empty());
    bench.watch.tick();
    assertThat(bench.databases.get(bench.ref).status()).isEqualTo(Database.Status.AVAILABLE);

    // While all is well only every sixth tick looks.
    int looked = bench.existing.seen().size();
    bench.watch.tick();
    bench.watch.tick();
    assertThat(bench.existing.seen()).hasSize(looked);
  }

  @Test
  void aStageHasOneOfEachEngineWhicheverWayItCame() {
    bench.added();
    refused("database-exists", spec("old.example", "secret", Optional.empty()));
    assertThatThrownBy(() -> bench.attachments.detach(ANNA, bench.ref, Optional.empty()))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo("not-attached"));
  }

  @Test
  void aRepeatedRequestIsOneAttachment() {
    var key = Optional.of("key-" + bench.ref);
    var spec = spec("old.example", "secret", Optional.empty());
    var first = bench.attachments.attach(ANNA, bench.ref, spec, key);
    assertThat(bench.attachments.attach(ANNA, bench.ref, spec, key).id()).isEqualTo(first.id());
    bench.finish(first);
    assertThat(bench.attachments.attach(ANNA, bench.ref, spec, key).id()).isEqualTo(first.id());
  }

  @ParameterizedTest(name = "{0} {1} {2} {3} {4} {5} {6}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postgres | ''                  | 5432  | shop | shop | off     | missing  | invalid-host      | host
          postgres | postgres://u:p@h/d  | 5432  | shop | shop | off     | missing  | invalid-host      | host
          postgres | a b                 | 5432  | shop | shop | off     | missing  | invalid-host      | host
          postgres | -x                  | 5432  | shop | shop | off     | missing  | invalid-host      | host
          postgres | h                   | 0     | shop | shop | off     | missing  | invalid-port      | port
          postgres | h                   | 65536 | shop | shop | off     | missing  | invalid-port      | port
          postgres | h                   | 5432  | ''   | shop | off     | missing  | missing-database  | database
          mysql    | h                   | 3306  | shop | ''   | off     | missing  | missing-username  | username
          redis    | h                   | 6379  | shop | x    | off     | missing  | invalid-database  | database
          redis    | h                   | 6379  | -1   | x    | off     | missing  | invalid-database  | database
          postgres | h                   | 5432  | shop | shop | maybe   | missing  | unknown-tls       | tls
          postgres | h                   | 5432  | shop | shop | require | pem      | authority-unused  | tls
          postgres | h                   | 5432  | shop | shop | verify  | nonsense | invalid-authority | ca
          """)
  void whatNeedsNoLookIsRefusedWithoutOne(
      String engine,
      String host,
      int port,
      String database,
      String username,
      String tls,
      String authority,
      String code,
      String field) {
    var spec =
        new AttachSpec(
            host,
            Optional.of(port),
            Optional.of(database),
            Optional.of(username),
            Sensitive.of("secret"),
            Optional.of(tls),
            switch (authority) {
              case "pem" -> Optional.of(PEM);
              case "nonsense" -> Optional.of("nonsense");
              default -> Optional.empty();
            });
    var ref = new DatabaseRef(bench.stage, Engine.of(engine));
    assertThatThrownBy(() -> bench.attachments.attach(ANNA, ref, spec, Optional.empty()))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo(code);
              assertThat(e.problem().violations()).first().extracting("field").isEqualTo(field);
              assertThat(e.problem().suggestion()).isNotBlank();
            });
    assertThat(bench.existing.seen()).isEmpty();
  }

  @Test
  void allThatIsWrongIsToldTogether() {
    refused(
        "invalid-request",
        new AttachSpec(
            "",
            Optional.of(0),
            Optional.empty(),
            Optional.empty(),
            Sensitive.of(""),
            Optional.of("x"),
            Optional.empty()));
  }

  private void refused(String code, AttachSpec spec) {
    assertThatThrownBy(() -> bench.attachments.attach(ANNA, bench.ref, spec, Optional.empty()))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo(code));
  }

  private Operation attach(AttachSpec spec) {
    return bench.finish(bench.attachments.attach(ANNA, bench.ref, spec, Optional.empty()));
  }

  private void replace(AttachSpec spec) {
    var ended = bench.finish(bench.attachments.replace(ANNA, bench.ref, spec, Optional.empty()));
    assertThat(ended.status()).isEqualTo(Operation.Status.SUCCEEDED);
  }

  private void detach() {
    var ended = bench.finish(bench.attachments.detach(ANNA, bench.ref, Optional.empty()));
    assertThat(ended.status()).isEqualTo(Operation.Status.SUCCEEDED);
  }

  private String password() {
    return bench.databases.password(bench.ref).reveal();
  }

  static AttachSpec spec(String host, String password, Optional<String> authority) {
    return new AttachSpec(
        host,
        Optional.empty(),
        Optional.of("orders"),
        Optional.of("anna"),
        Sensitive.of(password),
        Optional.empty(),
        authority);
  }
}

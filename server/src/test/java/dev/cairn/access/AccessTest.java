package dev.cairn.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Role;
import dev.cairn.core.Sensitive;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final Name ANN = new Name("ann");

  @TempDir Path home;

  private final HandClock clock = new HandClock();
  private final StateDatabase state = DATABASE.state();
  private final Activity activity = new Activity(state);
  private final Users users = new Users(state, activity);
  private final Tokens tokens = new Tokens(state, activity);
  private final SignInLinks links = new SignInLinks(state, activity, users, clock);
  private final Sessions sessions = new Sessions(state, clock);
  private final SignIn signIn = new SignIn(state, activity, sessions, clock);

  @BeforeEach
  void empty() {
    state.transaction(handle -> handle.handle().execute("delete from cairn_user"));
  }

  @Test
  void linkSignsInOnce() {
    users.add(Actor.CAIRN, ANN, Role.VIEWER, Optional.empty());
    var key = links.create(Actor.CAIRN, ANN).key();

    var session = sessions.authenticate(signIn.byLink(key)).orElseThrow();

    assertThat(session.actor()).isEqualTo(new Actor("ann", Role.VIEWER));
    assertThatThrownBy(() -> signIn.byLink(key)).hasMessageContaining("sign-in-link-spent");
  }

  @Test
  void ofTwentyWhoUseALinkAtOnceOneGetsIn() throws Exception {
    users.add(Actor.CAIRN, ANN, Role.VIEWER, Optional.empty());
    var key = links.create(Actor.CAIRN, ANN).key();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Integer> attempt =
          () -> {
            try {
              signIn.byLink(key);
              return 1;
            } catch (ProblemException spent) {
              return 0;
            }
          };
      int in = 0;
      for (var result : threads.invokeAll(Stream.generate(() -> attempt).limit(20).toList())) {
        in += result.get();
      }
      assertThat(in).isEqualTo(1);
    }
  }

  @Test
  void linkEndsAfterAQuarterOfAnHour() {
    users.add(Actor.CAIRN, ANN, Role.VIEWER, Optional.empty());
    var key = links.create(Actor.CAIRN, ANN).key();
    clock.add(Duration.ofMinutes(15));

    assertThatThrownBy(() -> signIn.byLink(key)).hasMessageContaining("sign-in-link-spent");
  }

  @Test
  void ofTokenSessionAndLinkOnlyTheHashIsStored() {
    users.add(Actor.CAIRN, ANN, Role.VIEWER, Optional.of(Sensitive.of("correct horse battery")));
    var token = tokens.create(Actor.CAIRN, ANN, "ci", Optional.empty()).secret();
    var link = links.create(Actor.CAIRN, ANN).key();
    var session = signIn.byLink(links.create(Actor.CAIRN, ANN).key());

    var stored =
        state.transaction(
            handle ->
                handle
                    .handle()
                    .createQuery(
                        """
                        select t::text from api_token t union all select s::text from session s
                        union all select l::text from sign_in_link l
                        union all select u::text from cairn_user u
                        union all select a::text from activity a
                        """)
                    .mapTo(String.class)
                    .list());

    assertThat(token.reveal()).startsWith("cairn_").hasSize(49);
    assertThat(String.join("\n", stored))
        .contains("$argon2id$")
        .doesNotContain(token.reveal(), link.reveal(), session.reveal(), "correct horse");
    assertThat(tokens.authenticate(token)).contains(new Actor("ann", Role.VIEWER));
  }

  @Test
  void tokenHoldsUntilItExpiresOrIsRevokedOrItsUserIsGone() {
    users.add(Actor.CAIRN, ANN, Role.VIEWER, Optional.empty());
    var revoked = tokens.create(Actor.CAIRN, ANN, "a", Optional.empty());
    var expired = tokens.create(Actor.CAIRN, ANN, "b", Optional.of(Duration.ofSeconds(-1)));
    var orphan = tokens.create(Actor.CAIRN, ANN, "c", Optional.empty());

    tokens.revoke(Actor.CAIRN, revoked.token().id());

    assertThat(tokens.authenticate(revoked.secret())).isEmpty();
    assertThat(tokens.authenticate(expired.secret())).isEmpty();
    assertThat(tokens.authenticate(orphan.secret())).isPresent();
    users.remove(Actor.CAIRN, ANN);
    assertThat(tokens.authenticate(orphan.secret())).isEmpty();
  }

  @Test
  void sessionEndsWhenIdleAndInAnyCaseAfterAWeek() {
    users.add(Actor.CAIRN, ANN, Role.VIEWER, Optional.empty());
    var idle = signIn.byLink(links.create(Actor.CAIRN, ANN).key());
    clock.add(Sessions.IDLE.plusSeconds(1));
    assertThat(sessions.authenticate(idle)).isEmpty();

    var busy = signIn.byLink(links.create(Actor.CAIRN, ANN).key());
    for (int hours = 0; hours < 7 * 24; hours += 12) {
      assertThat(sessions.authenticate(busy)).isPresent();
      clock.add(Duration.ofHours(12));
    }
    assertThat(sessions.authenticate(busy)).isEmpty();
  }

  @Test
  void lastAdminStays() {
    users.add(Actor.CAIRN, ANN, Role.ADMIN, Optional.empty());

    assertThatThrownBy(() -> users.remove(Actor.CAIRN, ANN)).hasMessageContaining("last-admin");
    assertThatThrownBy(
            () -> users.change(Actor.CAIRN, ANN, Optional.of(Role.VIEWER), Optional.empty()))
        .hasMessageContaining("last-admin");

    users.add(Actor.CAIRN, new Name("bob"), Role.ADMIN, Optional.empty());
    users.remove(Actor.CAIRN, ANN);
    assertThat(users.list()).hasSize(1);
  }

  @Test
  void wrongPasswordsAreSlowedDownAndARightOneIsLetIn() {
    var password = Sensitive.of("correct horse battery");
    users.add(Actor.CAIRN, ANN, Role.VIEWER, Optional.of(password));
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> signIn.byPassword("ann", Sensitive.of("wrong"), "10.0.0.1"))
          .hasMessageContaining("wrong-credentials");
    }

    assertThatThrownBy(() -> signIn.byPassword("ann", password, "10.0.0.1"))
        .hasMessageContaining("too-many-attempts");
    clock.add(Duration.ofSeconds(2));
    assertThat(sessions.authenticate(signIn.byPassword("ann", password, "10.0.0.1"))).isPresent();
    assertThatThrownBy(() -> signIn.byPassword("nobody", password, "10.0.0.3"))
        .hasMessageContaining("wrong-credentials");
  }

  @Test
  void whoGuessesElsewhereLocksNobodyOut() {
    var password = Sensitive.of("correct horse battery");
    users.add(Actor.CAIRN, ANN, Role.VIEWER, Optional.of(password));
    var attempts = new FailedAttempts(clock);
    for (int place = 0; place < 200; place++) {
      for (int i = 0; i < 5; i++) {
        attempts.begin("ann", "10.1." + place + ".1");
      }
    }
    attempts.begin("ann", "10.0.0.2");
    assertThat(sessions.authenticate(signIn.byPassword("ann", password, "10.0.0.2"))).isPresent();
  }

  @Test
  void noDecoysMakeGuessesForgotten() {
    var attempts = new FailedAttempts(clock);
    for (int i = 0; i < 5; i++) {
      attempts.begin("ann", "10.0.0.1");
    }
    for (int i = 0; i < 5000; i++) {
      attempts.begin("decoy" + i, "10.1." + i / 250 + "." + i % 250);
    }
    assertThatThrownBy(() -> attempts.begin("ann", "10.0.0.1"))
        .hasMessageContaining("too-many-attempts");
  }

  @Test
  void aSignInOfOnesOwnDoesNotPayForGuessesAtOthers() {
    var attempts = new FailedAttempts(clock);
    for (int i = 0; i < 4; i++) {
      attempts.begin("ann", "10.0.0.1");
    }
    attempts.begin("mallory", "10.0.0.1");
    attempts.succeeded("mallory", "10.0.0.1");
    attempts.begin("ann", "10.0.0.1");
    assertThatThrownBy(() -> attempts.begin("ann", "10.0.0.1"))
        .hasMessageContaining("too-many-attempts");
  }

  @Test
  void aNetworkOfOneClientIsOnePlaceAndSoIsLoopback() {
    for (var prefix : List.of("2001:db8:0:7::", "127.0.0.")) {
      var attempts = new FailedAttempts(clock);
      for (int i = 1; i <= 20; i++) {
        attempts.begin("name" + i, prefix + i);
      }
      assertThatThrownBy(() -> attempts.begin("ann", prefix + "99"))
          .hasMessageContaining("too-many-attempts");
    }
  }

  @Test
  void aChangedPasswordEndsLinksAndSessions() {
    users.add(Actor.CAIRN, ANN, Role.VIEWER, Optional.of(Sensitive.of("correct horse battery")));
    var link = links.create(Actor.CAIRN, ANN).key();
    var session = signIn.byLink(links.create(Actor.CAIRN, ANN).key());

    users.change(
        Actor.CAIRN, ANN, Optional.empty(), Optional.of(Sensitive.of("another horse battery")));

    assertThat(sessions.authenticate(session)).isEmpty();
    assertThatThrownBy(() -> signIn.byLink(link)).hasMessageContaining("sign-in-link-spent");
  }

  /** The record of changes would not tell one from the other. */
  @Test
  void nobodyIsCalledAsCairnItself() {
    assertThatThrownBy(
            () -> users.add(Actor.CAIRN, new Name("cairn"), Role.OPERATOR, Optional.empty()))
        .hasMessageContaining("reserved-name");
    assertThat(users.list()).isEmpty();
  }

  @Test
  void guessingAtOnceIsLimitedAsGuessingInTurn() throws Exception {
    users.add(Actor.CAIRN, ANN, Role.VIEWER, Optional.of(Sensitive.of("correct horse battery")));
    var guesses =
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    (Callable<String>)
                        () ->
                            catchThrowableOfType(
                                    ProblemException.class,
                                    () ->
                                        signIn.byPassword(
                                            "ann", Sensitive.of("wrong " + i), "10.0.0.1"))
                                .problem()
                                .code())
            .toList();
    var answers = new ArrayList<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer : threads.invokeAll(guesses)) {
        answers.add(answer.get());
      }
    }

    assertThat(answers).filteredOn("wrong-credentials"::equals).hasSize(5);
    assertThat(answers).filteredOn("too-many-attempts"::equals).hasSize(35);
  }

  @Test
  void firstStartMakesAdminAndTokenFileAndTheSecondNothing() throws Exception {
    var firstStart = new FirstStart(state, users, tokens);

    firstStart.ensure(home);

    var file = home.resolve("cli.token");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    var text = Files.readString(file);
    assertThat(tokens.authenticate(Sensitive.of(text.strip())))
        .contains(new Actor("admin", Role.ADMIN));
    assertThat(links.create(Actor.CAIRN, FirstStart.ADMIN).url("http://localhost:7766").reveal())
        .startsWith("http://localhost:7766/sign-in?key=");

    firstStart.ensure(home);
    assertThat(users.list()).hasSize(1);
    assertThat(Files.readString(file)).isEqualTo(text);

    Files.delete(file);
    firstStart.ensure(home);
    assertThat(Files.readString(file)).isNotEqualTo(text);
    assertThat(tokens.list()).hasSize(1);
  }

  /** A clock that is set by hand. */
  private static final class HandClock extends Clock {
    private Instant now = Instant.now();

    void add(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}

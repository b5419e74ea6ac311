package dev.cairn.provider.local.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Postgres;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeptSessionsTest {
  private static final InstanceRecord INSTANCE =
      InstanceRecord.of(
          new DatabaseInstance(
              "notes-dev-aaaa",
              Postgres.INSTANCE,
              "15",
              Postgres.INSTANCE.types().getFirst(),
              Bytes.ofGib(20),
              Optional.empty(),
              "notes",
              List.of(new Login("notes", Sensitive.of("secret"))),
              false,
              Optional.empty()),
          20000);

  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicInteger opened = new AtomicInteger();
  private final KeptSessions<AutoCloseable, IllegalStateException> sessions = new KeptSessions<>();

  private AutoCloseable open() {
    opened.incrementAndGet();
    return closed::incrementAndGet;
  }

  @Test
  void oneSessionServesManyQuestions() throws Exception {
    String first = sessions.ask(INSTANCE, this::open, _ -> "one");
    String second = sessions.ask(INSTANCE, this::open, _ -> "two");
    assertThat(first + second).isEqualTo("onetwo");
    assertThat(opened).hasValue(1);
    assertThat(closed).hasValue(0);
    sessions.forget(INSTANCE.id());
    assertThat(closed).hasValue(1);
  }

  @Test
  void answerThatComesAfterTheServersEndKeepsNoSession() throws Exception {
    String answer =
        sessions.ask(
            INSTANCE,
            this::open,
            _ -> {
              sessions.forget(INSTANCE.id());
              return "late";
            });
    assertThat(answer).isEqualTo("late");
    assertThat(closed).hasValue(1);
  }

  @Test
  void whatIsNotToBeBegunTwiceGoesToASessionThatAnswersFirst() throws Exception {
    String _ = sessions.ask(INSTANCE, this::open, _ -> "kept");
    var asked = new AtomicInteger();
    String answer =
        sessions.askOnce(
            INSTANCE, this::open, _ -> failOnce(asked), _ -> "by session " + opened.get());
    assertThat(answer).isEqualTo("by session 2");
    assertThat(closed).hasValue(1);
  }

  private static boolean failOnce(AtomicInteger asked) {
    if (asked.getAndIncrement() == 0) {
      throw new IllegalStateException("it broke");
    }
    return true;
  }

  @Test
  void whatIsNotToBeBegunTwiceIsBegunOnceWhateverComesOfIt() {
    String _ = sessions.ask(INSTANCE, this::open, _ -> "kept");
    var begun = new AtomicInteger();
    assertThatThrownBy(
            () ->
                sessions.askOnce(
                    INSTANCE,
                    this::open,
                    _ -> true,
                    _ -> {
                      begun.incrementAndGet();
                      throw new IllegalStateException("halfway");
                    }))
        .hasMessage("halfway");
    assertThat(begun).hasValue(1);
    assertThat(opened).hasValue(1);
    assertThat(closed).hasValue(1);
  }
}

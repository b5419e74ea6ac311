package dev.cairn.bench;

import dev.cairn.api.DatabaseView;
import dev.cairn.api.PromotionView;
import dev.cairn.bench.Probe.Accepted;
import dev.cairn.bench.Probe.Who;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Promotes a pair back and forth, by turns planned and after {@code kill -9} of the primary, under
 * a writer that counts what was acknowledged and probes at both servers. As a program it wants an
 * engine and the number of rounds, and fails where more was lost than was said, or two took writes
 * at the same time.
 *
 * <p>The probes are the application's user's and an administrator's, who was there before and has
 * switched off what keeps sessions from writing. In MySQL that is a switch of the whole server,
 * with which any replica takes writes: there he uses it at the primary, as long as his session
 * lasts.
 */
public final class PromotionProof implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(20);
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final int BETWEEN = 100;
  private static final int MOST_TRIES = 10;

  private final Pair pair;
  private final CommitWriter writer;

  private PromotionProof(Pair pair) {
    this.pair = pair;
    this.writer = CommitWriter.begin(pair);
  }

  /** In an installation that has no such pair yet. */
  public static PromotionProof begin(Installation installation, String engine) throws Exception {
    return new PromotionProof(Pair.make(installation, SqlEngine.of(engine)));
  }

  public static void main(String[] arguments) throws Exception {
    var engine = arguments[0];
    int rounds = Integer.parseInt(arguments[1]);
    try (var installation = Installation.started();
        var proof = begin(installation, engine)) {
      var wrong = proof.run(rounds);
      System.out.printf("%s: %d promotions, %d wrong%n", engine, rounds, wrong.size());
      if (!wrong.isEmpty()) {
        throw new IllegalStateException(String.join("\n", wrong));
      }
    }
  }

  /** The rounds that were not as promised; each is printed as it ends. */
  public List<String> run(int rounds) throws Exception {
    var wrong = new ArrayList<String>();
    for (int number = 1; number <= rounds; number++) {
      var round = round(Before.of(number));
      var line = String.format("%3d %s %s", number, pair.engine().id(), round);
      System.out.println(line);
      if (round.lostTooMuch() || round.bothAccepted()) {
        wrong.add(line);
      }
    }
    return wrong;
  }

  /** What befalls the primary before its replica is promoted. */
  enum Before {
    /** It goes on until it is frozen. */
    NOTHING,
    /** It is killed. */
    KILL,
    /** It is killed once it has what its replica lacks, where the engine lets that be made so. */
    KILL_AHEAD;

    /** Half are planned, and of the others half may lose something. */
    static Before of(int number) {
      return number % 2 == 1 ? NOTHING : number % 4 == 2 ? KILL : KILL_AHEAD;
    }
  }

  /** One promotion. */
  PromotionRound round(Before before) throws Exception {
    pair.awaitFollowing();
    awaitCommits();
    var former = pair.primary();
    var next = pair.replica();
    var probes = new ArrayList<Probe>();
    try {
      probes.addAll(probes(former, true));
      probes.addAll(probes(next, pair.engine().unlocksSession()));
      awaitAccepted(probes, former);
      var promoted = promote(before, next, probes);
      awaitAccepted(probes, next);
      var lost = lost();
      return new PromotionRound(
          promoted.preview().planned(),
          promoted.preview().missingBytes(),
          lost,
          accepted(probes, former),
          accepted(probes, next),
          promoted.asked());
    } finally {
      probes.forEach(Probe::close);
    }
  }

  /**
   * What was done.
   *
   * @param preview what was said of it before
   * @param asked when it was asked for, of {@link System#nanoTime()}
   */
  private record Promoted(PromotionView preview, long asked) {}

  /**
   * Cairn brings back by itself a primary that died, and soon. One that is back before it is fenced
   * has taken what nobody was told of, and is not replaced: it dies again.
   */
  private Promoted promote(Before before, DatabaseView next, List<Probe> probes) {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      befall(before);
      var preview = pair.preview(next);
      requireNone(probes, next);
      boolean isAsMeant = preview.planned() == (before == Before.NOTHING);
      long asked = System.nanoTime();
      if (isAsMeant && pair.isPromoted(next, before != Before.NOTHING)) {
        return new Promoted(preview, asked);
      }
      pair.awaitFollowing();
    }
    throw new IllegalStateException(next.ref() + " was not promoted, however often it was tried");
  }

  private void befall(Before before) {
    if (before == Before.KILL_AHEAD && pair.holdBack()) {
      awaitCommits();
    }
    if (before != Before.NOTHING) {
      pair.killPrimary();
    }
  }

  /** Reads where the replica's stage does; once that follows. */
  ReaderProbe reader() {
    pair.awaitFollowing();
    return ReaderProbe.begin(pair.engine(), pair.server(pair.replica()), pair.application());
  }

  /** So that there is something to lose. */
  private void awaitCommits() {
    int before = writer.count();
    Waiting.until(SOON, "commits", () -> writer.count() >= before + BETWEEN);
  }

  private List<Probe> probes(DatabaseView database, boolean unlocks) throws InterruptedException {
    var server = pair.server(database);
    return List.of(
        Probe.begin(pair.engine(), server, Who.APPLICATION, pair.application(), EVERY, false),
        Probe.begin(
            pair.engine(), server, Who.ADMINISTRATOR, pair.administrator(), EVERY, unlocks));
  }

  private static void awaitAccepted(List<Probe> probes, DatabaseView database) {
    Waiting.until(
        SOON,
        "writes of all who try at " + database.ref(),
        () ->
            probes.stream()
                .filter(it -> it.server().equals(database.identifier()))
                .noneMatch(it -> it.accepted().isEmpty()));
  }

  /** Who takes writes before it is promoted is a second one that does. */
  private static void requireNone(List<Probe> probes, DatabaseView replica) {
    for (var probe : probes) {
      if (probe.server().equals(replica.identifier()) && !probe.accepted().isEmpty()) {
        throw new IllegalStateException(
            "%s took %d writes of the %s before it was promoted"
                .formatted(replica.ref(), probe.accepted().size(), probe.who()));
      }
    }
  }

  /** After the promotion is over the writer has gone over to the new primary. */
  private int lost() throws SQLException {
    awaitCommits();
    var missing = writer.missing();
    writer.forget(missing);
    return missing.size();
  }

  private static List<Accepted> accepted(List<Probe> probes, DatabaseView database) {
    return probes.stream()
        .filter(it -> it.server().equals(database.identifier()))
        .flatMap(it -> it.accepted().stream())
        .toList();
  }

  /** Its installation goes on. */
  @Override
  public void close() {
    writer.close();
  }
}

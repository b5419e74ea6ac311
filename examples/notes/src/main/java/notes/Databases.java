package notes;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The databases that the application was given, and what each is for: the first SQL database holds
 * the notes, Redis counts visits and keeps the list of notes for a while. Each may be absent, and
 * each may be away for a time. Without Redis, or while it is away, everything else works.
 */
final class Databases implements AutoCloseable {

  /** One of them as it is now: either its session or what is wrong. */
  record State(
      String engine,
      String address,
      String role,
      Optional<Session> session,
      Optional<String> problem) {}

  /** The list for a visitor, and what Redis did: it had the list or not, it counted or failed. */
  record Listing(List<Note> notes, boolean fromCache, Redis.Visit visit) {}

  private interface Question {
    Session ask() throws Unavailable, SQLException;
  }

  private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(2);

  private final JsonMapper json = JsonMapper.shared();
  private final List<SqlNotes> sql;
  private final Optional<Redis> redis;

  Databases(Environment environment) {
    this.sql =
        Stream.of(environment.postgres(), environment.mysql())
            .flatMap(Optional<? extends SqlDatabase>::stream)
            .map(SqlNotes::new)
            .toList();
    var holder = notes().map(notes -> notes.database().toString()).orElse("");
    this.redis = environment.redis().map(address -> new Redis(address, holder));
  }

  /** Empty where no SQL database was given: there is nowhere to keep notes. */
  Optional<SqlNotes> notes() {
    return sql.stream().findFirst();
  }

  Optional<Redis> redis() {
    return redis;
  }

  /** Counts a visit and lists the notes: from Redis where it has them, else from their database. */
  Listing visit() throws Unavailable, SQLException {
    var visit = redis.map(Redis::visit).orElse(Redis.Visit.NONE);
    if (visit.list().isPresent()) {
      var notes = json.readValue(visit.list().get(), Note[].class);
      return new Listing(List.of(notes), true, visit);
    }
    var notes = list();
    if (notes().isPresent()) {
      redis.ifPresent(it -> it.keep(visit, json.writeValueAsString(notes)));
    }
    return new Listing(notes, false, visit);
  }

  /** The list from where it is held; empty where there is nowhere to keep notes. */
  List<Note> list() throws Unavailable, SQLException {
    return notes().isPresent() ? notes().get().list() : List.of();
  }

  void add(Note note) throws Unavailable, SQLException {
    holder().add(note);
    redis.ifPresent(Redis::forget);
  }

  void delete(UUID id) throws Unavailable, SQLException {
    holder().delete(id);
    redis.ifPresent(Redis::forget);
  }

  private SqlNotes holder() throws Unavailable {
    return notes()
        .orElseThrow(
            () ->
                new Unavailable(
                    "No database is connected. Add one with: cairn db add notes/dev postgres"));
  }

  /** All of them, asked at the same time and with little patience. */
  List<State> states() {
    var states = new ArrayList<CompletableFuture<State>>();
    for (var each : sql) {
      var role = states.isEmpty() ? "Holds the notes" : "Connected, not used";
      var database = each.database();
      states.add(ask(database.engine(), database.address(), role, each::session));
    }
    redis.ifPresent(
        it -> {
          var address = it.address().hostAndPort().toString();
          states.add(ask("Redis", address, "Counts visits, keeps the list", it::session));
        });
    return states.stream().map(CompletableFuture::join).toList();
  }

  private static CompletableFuture<State> ask(
      String engine, String address, String role, Question question) {
    var answer = new CompletableFuture<State>();
    Thread.startVirtualThread(
        () -> {
          Optional<Session> session = Optional.empty();
          Optional<String> problem = Optional.empty();
          try {
            session = Optional.of(question.ask());
          } catch (Unavailable | SQLException e) {
            problem = Optional.ofNullable(e.getMessage());
          }
          answer.complete(new State(engine, address, role, session, problem));
        });
    var late = Optional.of(engine + " " + address + " does not answer in time");
    return answer.completeOnTimeout(
        new State(engine, address, role, Optional.empty(), late),
        LITTLE_PATIENCE.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    sql.forEach(SqlNotes::close);
    redis.ifPresent(Redis::close);
  }
}

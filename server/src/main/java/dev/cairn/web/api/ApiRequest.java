package dev.cairn.web.api;

import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.core.Violation;
import dev.cairn.database.DatabaseRef;
import dev.cairn.engine.Engine;
import dev.cairn.web.Caller;
import dev.cairn.web.Origin;
import dev.cairn.web.RefusedException;
import dev.cairn.web.Repeats;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A request as handlers see it: typed values, or a problem that names what is wrong. */
final class ApiRequest {
  private static final int MOST_KEY = 200;

  private final Context context;
  private final Actor actor;
  private final Caller caller;

  ApiRequest(Context context, Actor actor, Caller caller) {
    this.context = context;
    this.actor = actor;
    this.caller = caller;
  }

  Caller caller() {
    return caller;
  }

  /** Of the client. */
  String address() {
    return context.ip();
  }

  /**
   * Whoever holds a token that ends makes nothing with it that opens for longer.
   *
   * @param what they want, and {@code until} when it would hold, for ever where empty
   * @throws dev.cairn.core.ProblemException {@code outlives-token}
   */
  void requireNotOutliving(String what, Optional<Instant> until) {
    caller
        .until()
        .filter(end -> until.isEmpty() || until.get().isAfter(end))
        .ifPresent(
            end -> {
              throw new Problem(
                      Problem.Kind.FORBIDDEN,
                      "outlives-token",
                      what + " would hold for longer than the token that asks for it.",
                      "Use a token without an end, or sign in to the console.",
                      List.of())
                  .toException();
            });
  }

  Actor actor() {
    return actor;
  }

  /** The base of this server's addresses as the client knows it. */
  String origin() {
    return Origin.of(context);
  }

  /** A part of the path. */
  String text(String parameter) {
    return context.pathParam(parameter);
  }

  Name name(String parameter) {
    return new Name(text(parameter));
  }

  StageRef stage() {
    return new StageRef(name("stack"), name("stage"));
  }

  DatabaseRef database() {
    return new DatabaseRef(stage(), Engine.of(text("engine")));
  }

  UUID id() {
    var text = text("id");
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw Problem.notFound("unknown-id", "\"" + text + "\" is no id.", "Copy it from the list.")
          .toException(e);
    }
  }

  int number(String parameter) {
    return parse(parameter, text(parameter), 1, Integer.MAX_VALUE);
  }

  Optional<String> query(String name) {
    return Optional.ofNullable(context.queryParam(name)).filter(text -> !text.isEmpty());
  }

  Optional<Instant> moment(String name) {
    return query(name)
        .map(
            text -> {
              try {
                return Instant.parse(text);
              } catch (DateTimeParseException e) {
                throw wrong(name, "must be a moment such as 2026-03-14T10:00:00Z");
              }
            });
  }

  boolean flag(String name, boolean otherwise) {
    var given = query(name);
    if (given.isPresent() && !given.get().equals("true") && !given.get().equals("false")) {
      throw wrong(name, "must be true or false");
    }
    return given.map(Boolean::parseBoolean).orElse(otherwise);
  }

  int number(String name, int otherwise, int most) {
    return query(name).map(text -> parse(name, text, 0, most)).orElse(otherwise);
  }

  /** Lists that grow without end are cut. */
  int limit() {
    return number("limit", 50, 500);
  }

  /** Stands for this request alone, or is refused. */
  Optional<String> idempotencyKey() {
    var key =
        Optional.ofNullable(context.header("Idempotency-Key")).filter(text -> !text.isBlank());
    if (key.isPresent() && key.get().length() > MOST_KEY) {
      throw wrong("Idempotency-Key", "must have at most " + MOST_KEY + " characters");
    }
    return Repeats.take(context, key);
  }

  /** The body as a record; everything that is wrong with it is reported together. */
  <T extends Record> T body(Class<T> type) {
    if (!context.isJson()) {
      throw new RefusedException(
          415,
          "not-json",
          "The request's body must be JSON.",
          "Send it with the header Content-Type: application/json.");
    }
    return StrictBody.read(context.bodyAsBytes(), type);
  }

  private static int parse(String name, String text, int least, int most) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw Problem.invalid("invalid-parameter", "\"" + text + "\" is no number.", "")
          .withViolations(List.of(new Violation(name, "must be a whole number")))
          .toException(e);
    }
    throw wrong(name, "must be from " + least + " to " + most);
  }

  /** A query parameter or header that is not as it must be. */
  static RuntimeException wrong(String name, String rule) {
    return Problem.invalid(
            "invalid-parameter", "The parameter " + name + " " + rule + ".", "Correct it.")
        .withViolations(List.of(new Violation(name, rule)))
        .toException();
  }
}

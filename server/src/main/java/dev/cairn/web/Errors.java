package dev.cairn.web;

import dev.cairn.api.ProblemView;
import dev.cairn.api.ViolationView;
import dev.cairn.api.WireJson;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpException;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every error as a problem: JSON for programs, a page for browsers. Never a stack trace. */
final class Errors {
  private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

  /** States of a statement whose text cannot be kept: in a column, in JSON. */
  private static final Set<String> NO_TEXT = Set.of("22021", "22P05");

  /** The state of a statement for which there was no room. */
  private static final String DISK_FULL = "53100";

  private final ErrorPage page;
  private final Callers callers;
  private final List<Site> sites;
  private final Supplier<Optional<Problem>> trouble;
  private final ToldOnce told = new ToldOnce();

  /**
   * @param trouble why Cairn's own database may be away, where that can be seen
   */
  Errors(ErrorPage page, Callers callers, List<Site> sites, Supplier<Optional<Problem>> trouble) {
    this.trouble = trouble;
    this.page = page;
    this.callers = callers;
    this.sites = List.copyOf(sites);
  }

  void register(RoutesConfig routes) {
    routes.exception(
        ProblemException.class,
        (e, context) -> answer(context, e.problem().kind().status(), e.problem()));
    routes.exception(
        RefusedException.class, (e, context) -> answer(context, e.status(), e.problem()));
    routes.exception(HttpResponseException.class, this::refused);
    routes.exception(ConnectionException.class, this::stateAway);
    routes.exception(UnableToExecuteStatementException.class, this::notStored);
    routes.exception(IOException.class, this::gone);
    routes.exception(Exception.class, this::bug);
  }

  /** What Javalin itself refuses. */
  private void refused(HttpResponseException e, Context context) {
    var path = context.path();
    var problem =
        switch (e.getStatus()) {
          case 404 ->
              Problem.notFound(
                  "unknown-address",
                  "There is nothing at " + path + ".",
                  path.startsWith("/api")
                      ? "All addresses are described in /api/openapi.yaml."
                      : "Begin at the list of stacks.");
          case 405 ->
              Problem.invalid(
                  "method-not-allowed",
                  context.method().name() + " is not possible at " + path + ".",
                  "All addresses are described in /api/openapi.yaml.");
          case 413 ->
              Problem.invalid(
                  "too-large",
                  "The request is larger than " + WebServer.MOST_BODY / 1024 + " KiB.",
                  "Send less.");
          default ->
              Problem.invalid(
                  "bad-request",
                  "The request cannot be understood.",
                  "Check its address, headers and body.");
        };
    answer(context, e.getStatus(), problem);
  }

  private void stateAway(ConnectionException e, Context context) {
    if (told.isNew("state away")) {
      LOG.warn("{} {}: Cairn's own database is away", context.method().name(), context.path(), e);
    }
    answer(
        context,
        503,
        trouble
            .get()
            .orElseGet(
                () ->
                    Problem.unavailable(
                        "state-unreachable",
                        "Cairn's own database does not answer.",
                        "Try again in a few seconds.")));
  }

  /** PostgreSQL takes no text with a NUL in it, and no such text means anything here. */
  private void notStored(UnableToExecuteStatementException e, Context context) {
    if (e.getCause() instanceof SQLException sql && NO_TEXT.contains(sql.getSQLState())) {
      var problem =
          Problem.invalid(
              "invalid-character",
              "The request has a character that no text here may have.",
              "Leave out what cannot be seen.");
      answer(context, problem.kind().status(), problem);
    } else if (e.getCause() instanceof SQLException sql && DISK_FULL.equals(sql.getSQLState())) {
      answer(
          context,
          503,
          trouble
              .get()
              .orElseGet(
                  () ->
                      Problem.unavailable(
                          "disk-full",
                          "Cairn's own database has no room on its disk: nothing was changed.",
                          "Free some space there and try again.")));
    } else {
      bug(e, context);
    }
  }

  /** The client went away, or took too long, while it sent or was answered: nobody is told. */
  private void gone(IOException e, Context context) {
    if (isOfConnection(e)) {
      LOG.debug("{} {}: the client has gone: {}", context.method(), context.path(), e.toString());
      context.status(400);
    } else {
      bug(e, context);
    }
  }

  private static boolean isOfConnection(IOException e) {
    return e instanceof EOFException
        || e instanceof ClosedChannelException
        || e instanceof SocketException
        || e.getCause() instanceof TimeoutException
        || e.getCause() instanceof EOFException;
  }

  /** Text that is no address or form, by the word of what reads it. */
  private static boolean isUnreadable(Exception e) {
    return e instanceof HttpException
        || (e instanceof IllegalArgumentException
            && Arrays.stream(e.getStackTrace())
                .anyMatch(it -> it.getClassName().equals("java.net.URLDecoder")));
  }

  private void bug(Exception e, Context context) {
    if (isUnreadable(e)) {
      LOG.debug("{} {}: {}", context.method(), context.path(), e.toString());
      refused(new BadRequestResponse(), context);
      return;
    }
    var place = e.getStackTrace().length == 0 ? "" : e.getStackTrace()[0].toString();
    if (told.isNew(e.getClass().getName() + " " + place)) {
      LOG.error("{} {} failed", context.method().name(), context.path(), e);
    }
    answer(
        context,
        500,
        Problem.failed(
            "internal-error",
            "Cairn failed to answer, by a mistake of its own.",
            "The server's log says why. Please report it."));
  }

  private void answer(Context context, int status, Problem problem) {
    if (context.res().isCommitted()) {
      return;
    }
    context.status(status);
    if (status == 401) {
      context.header("WWW-Authenticate", "Bearer realm=\"cairn\"");
    }
    var path = context.path();
    if (sites.stream().anyMatch(site -> site.isForPrograms(path))) {
      context.contentType("application/problem+json");
      context.result(WireJson.MAPPER.writeValueAsBytes(view(status, problem)));
    } else {
      context.html(page.render(status, problem, callerOf(context)));
    }
  }

  /** An error page is shown to strangers too, and may be about the very question who asks. */
  private Caller callerOf(Context context) {
    try {
      return callers.of(context);
    } catch (ProblemException | ConnectionException e) {
      LOG.debug("error page shown without a user: {}", e.getMessage());
      return Caller.STRANGER;
    }
  }

  static ProblemView view(int status, Problem problem) {
    return new ProblemView(
        "about:blank",
        HttpStatus.forStatus(status).getMessage(),
        status,
        problem.message(),
        problem.code(),
        problem.suggestion(),
        problem.violations().stream()
            .map(violation -> new ViolationView(violation.field(), violation.message()))
            .toList());
  }
}

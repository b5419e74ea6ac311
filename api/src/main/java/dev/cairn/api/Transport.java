package dev.cairn.api;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import tools.jackson.core.JacksonException;

/** Sends one request and turns the answer into a record or an {@link ApiProblemException}. */
final class Transport {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration LAST_WORDS = Duration.ofMillis(200);
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private final URI base;
  private final Supplier<Optional<String>> token;
  private final HttpClient http;

  Transport(URI base, Supplier<Optional<String>> token) {
    this.base = base;
    this.token = token;
    this.http = open(base);
  }

  /**
   * A client that speaks plain HTTP gets no trust store: loading it takes a quarter of the time
   * that a short command has.
   */
  private static HttpClient open(URI base) {
    var builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
    if ("http".equals(base.getScheme())) {
      try {
        builder.sslContext(SSLContext.getInstance("TLS")).sslParameters(new SSLParameters());
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("this Java has no TLS", e);
      }
    }
    return builder.build();
  }

  void close() {
    http.shutdownNow();
    try {
      if (!http.awaitTermination(LAST_WORDS)) {
        http.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  <T> T get(String path, Class<T> type) {
    return send("GET", path, Optional.empty(), type);
  }

  <T> List<T> list(String path, Class<T> item) {
    var answer = exchange("GET", path, Optional.empty());
    try {
      return WireJson.MAPPER.readerForListOf(item).at("/items").readValue(answer.body());
    } catch (JacksonException e) {
      throw new ApiProblemException(unexpected(answer.statusCode()), e);
    }
  }

  <T> T send(String method, String path, Optional<Object> body, Class<T> type) {
    var answer = exchange(method, path, body);
    try {
      return WireJson.MAPPER.readValue(answer.body(), type);
    } catch (JacksonException e) {
      throw new ApiProblemException(unexpected(answer.statusCode()), e);
    }
  }

  /** Sends what has no answer worth reading. */
  void tell(String method, String path) {
    tell(method, path, Optional.empty());
  }

  void tell(String method, String path, Optional<Object> body) {
    exchange(method, path, body);
  }

  String text(String path) {
    return exchange("GET", path, Optional.empty()).body();
  }

  /** An answer read as it comes. The caller closes it. */
  InputStream stream(String path, String accept) {
    return stream(request(path).header("Accept", accept).GET().build());
  }

  /** With a limit to the time until it begins. */
  InputStream stream(String path, String accept, Duration limit) {
    return stream(request(path).header("Accept", accept).timeout(limit).GET().build());
  }

  private InputStream stream(HttpRequest request) {
    var answer = await(request, HttpResponse.BodyHandlers.ofInputStream());
    if (answer.statusCode() / 100 != 2) {
      try (var body = answer.body()) {
        throw problem(answer.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw unreachable(e);
      }
    }
    return answer.body();
  }

  private HttpResponse<String> exchange(String method, String path, Optional<Object> body) {
    var builder = request(path).header("Accept", "application/json").timeout(ANSWER);
    if (!method.equals("GET")) {
      builder.header("Idempotency-Key", UUID.randomUUID().toString());
    }
    var publisher =
        body.map(
                record -> {
                  builder.header("Content-Type", "application/json");
                  return HttpRequest.BodyPublishers.ofByteArray(
                      WireJson.MAPPER.writeValueAsBytes(record));
                })
            .orElseGet(HttpRequest.BodyPublishers::noBody);
    var answer =
        await(
            builder.method(method, publisher).build(),
            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (answer.statusCode() / 100 != 2) {
      throw problem(answer.statusCode(), answer.body());
    }
    return answer;
  }

  private HttpRequest.Builder request(String path) {
    var builder = HttpRequest.newBuilder(base.resolve(path));
    token.get().ifPresent(value -> builder.header("Authorization", "Bearer " + value));
    return builder;
  }

  private <B> HttpResponse<B> await(HttpRequest request, HttpResponse.BodyHandler<B> handler) {
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiProblemException(
          local("interrupted", "The request was interrupted.", "Ask again."), e);
    }
  }

  ApiProblemException unreachable(IOException cause) {
    return new ApiProblemException(
        local(
            "server-unreachable",
            "Cairn does not answer at " + base + " (" + reason(cause) + ").",
            "Start it with `cairn up`, or name another address with --server."),
        cause);
  }

  private static String reason(IOException cause) {
    return Optional.ofNullable(cause.getMessage())
        .filter(text -> !text.isBlank())
        .orElse(cause.getClass().getSimpleName());
  }

  static ProblemView local(String code, String detail, String suggestion) {
    return new ProblemView("about:blank", "No answer", 0, detail, code, suggestion, List.of());
  }

  private ApiProblemException problem(int status, String body) {
    try {
      var view = WireJson.MAPPER.readValue(body, ProblemView.class);
      return new ApiProblemException(isComplete(view) ? view : unexpected(status));
    } catch (JacksonException e) {
      return new ApiProblemException(unexpected(status), e);
    }
  }

  private static boolean isComplete(ProblemView view) {
    return Optional.ofNullable(view.code()).isPresent()
        && Optional.ofNullable(view.detail()).isPresent();
  }

  private ProblemView unexpected(int status) {
    return new ProblemView(
        "about:blank",
        "Unexpected answer",
        status,
        "What answers at " + base + " answered " + status + " with something that is not Cairn's.",
        "unexpected-answer",
        "Check the address, and that server and command have the same version.",
        List.of());
  }
}

package dev.cairn.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Talks to the example application as a browser or script would. */
record Notes(HttpClient http, URI address) {

  static Notes at(String address) {
    return new Notes(
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build(), URI.create(address));
  }

  void add(String text) {
    var answer =
        send(
            HttpRequest.newBuilder(address.resolve("/api/notes"))
                .POST(BodyPublishers.ofString("{\"text\":\"" + text + "\"}")));
    assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(201);
  }

  String list() {
    return get("/api/notes");
  }

  String get(String path) {
    var answer = send(HttpRequest.newBuilder(address.resolve(path)));
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
    return answer.body();
  }

  /** Whether it answers its notes, among them this one. */
  boolean has(String text) {
    try {
      var answer =
          http.send(
              HttpRequest.newBuilder(address.resolve("/api/notes"))
                  .timeout(Duration.ofSeconds(10))
                  .build(),
              BodyHandlers.ofString());
      return answer.statusCode() == 200 && answer.body().contains(text);
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("no answer from " + address, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}

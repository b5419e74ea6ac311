package dev.cairn.bench;

import dev.cairn.api.Accepted;
import dev.cairn.api.AddDatabase;
import dev.cairn.api.ApiClient;
import dev.cairn.api.SecretValueView;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/** Databases of an installation: asked for by REST, and asked by each engine's own protocol. */
public record Databases(ApiClient api) {

  /** Asks for one with the engine's defaults. */
  public Accepted add(String stage, String engine) {
    return add(stage, engine, Optional.empty());
  }

  /** The same from a final backup. */
  public Accepted add(String stage, String engine, Optional<String> backup) {
    return api.addDatabase(
        stage,
        new AddDatabase(
            engine,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            backup));
  }

  /** From the request to the first answered query. */
  Duration addAndAsk(String stage, String engine) {
    var begin = System.nanoTime();
    Operations.await(api, add(stage, engine).operation().id());
    if (!answers(stage + "/" + engine)) {
      throw new IllegalStateException("no answer from " + stage + "/" + engine);
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /** Without a final backup. */
  void remove(String stage, String engine) {
    Operations.await(
        api, api.removeDatabase(stage + "/" + engine, Optional.empty()).operation().id());
  }

  /** Host, port and current credentials of a database. */
  public SecretValueView login(String database) {
    return api.revealSecret(api.database(database).secretName()).value().orElseThrow();
  }

  /** Whether it answers a query of its application's user. */
  public boolean answers(String database) {
    return answers(database.substring(database.lastIndexOf('/') + 1), login(database));
  }

  /** Whether a database of that engine answers whoever signs in so. */
  public static boolean answers(String engine, SecretValueView login) {
    return switch (engine) {
      case "postgres" -> answersSql("postgresql", login);
      case "mysql" -> answersSql("mysql", login);
      case "redis" -> answersPing(login);
      default -> throw new IllegalArgumentException(engine);
    };
  }

  private static boolean answersSql(String scheme, SecretValueView login) {
    var properties = new Properties();
    properties.setProperty("user", login.username());
    properties.setProperty("password", login.password());
    properties.setProperty("connectTimeout", scheme.equals("mysql") ? "2000" : "2");
    properties.setProperty("socketTimeout", scheme.equals("mysql") ? "2000" : "2");
    var url = "jdbc:%s://%s:%d/%s".formatted(scheme, login.host(), login.port(), login.dbname());
    try (var connection = DriverManager.getConnection(url, properties);
        var answer = connection.createStatement().executeQuery("select 1")) {
      return answer.next();
    } catch (SQLException _) {
      return false;
    }
  }

  /** In the protocol's inline form, as a person would type it into telnet. */
  private static boolean answersPing(SecretValueView login) {
    var commands = "AUTH %s %s\r\nPING\r\n".formatted(login.username(), login.password());
    try (var socket = new Socket(login.host(), login.port());
        var answers =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket.setSoTimeout(2000);
      socket.getOutputStream().write(commands.getBytes(StandardCharsets.UTF_8));
      return "+OK".equals(answers.readLine()) && "+PONG".equals(answers.readLine());
    } catch (IOException _) {
      return false;
    }
  }
}

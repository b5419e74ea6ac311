package dev.cairn.engine.postgres;

import java.nio.file.Path;
import java.util.List;

/** Command lines of PostgreSQL's programs. */
public final class PostgresCommands {
  private PostgresCommands() {}

  /** Makes a data directory; the administrator's password is read from {@code passwordFile}. */
  public static List<String> initdb(Path bin, Path data, Path passwordFile) {
    return List.of(
        bin.resolve("initdb").toString(),
        "--pgdata=" + data,
        "--username=" + PostgresAccess.ADMIN,
        "--pwfile=" + passwordFile,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8");
  }

  /** The server itself, in the foreground. */
  public static List<String> server(Path bin, Path data) {
    return List.of(bin.resolve("postgres").toString(), "-D", data.toString());
  }

  /** A server of one session that reads SQL from stdin and asks for no password. */
  public static List<String> singleUser(Path bin, Path data) {
    return List.of(
        bin.resolve("postgres").toString(),
        "--single",
        "-j",
        "-D",
        data.toString(),
        PostgresSql.ADMIN_DATABASE);
  }
}

package dev.cairn.bench;

/** A new MySQL against {@code --initialize-insecure} and a start by hand. */
public final class MySqlBench {
  private MySqlBench() {}

  public static void main(String[] arguments) throws Exception {
    try (var bench = new NewDatabaseBench(1)) {
      bench.one("mysql", 0.45);
    }
  }
}

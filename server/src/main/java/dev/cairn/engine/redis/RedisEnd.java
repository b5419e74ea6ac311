package dev.cairn.engine.redis;

/** Why a server ended while it started, by what it logged. Texts of Redis 6.2 to 8 and Valkey. */
public enum RedisEnd {
  PORT_TAKEN,
  DISK_FULL,
  DATA_DAMAGED,
  OTHER;

  public static RedisEnd of(String log) {
    if (log.contains("Address already in use")) {
      return PORT_TAKEN;
    }
    if (log.contains("No space left on device") || log.contains("Disk quota exceeded")) {
      return DISK_FULL;
    }
    return log.contains("Bad file format")
            || log.contains("Unexpected end of file")
            || log.contains("error reading the append only file")
            || log.contains("Error reading the append only file")
            || log.contains("RDB CRC")
            || log.contains("Wrong signature")
            || log.contains("AOF manifest")
            || log.contains("Short read or OOM loading DB")
        ? DATA_DAMAGED
        : OTHER;
  }

  /** The last line that says something, without its time stamp. */
  public static String lastWords(String log) {
    return log.lines()
        .filter(line -> !line.isBlank())
        .reduce((one, next) -> next)
        .map(line -> line.replaceFirst("^\\d+:[A-Z] \\d+ \\w+ \\d+ \\S+ [.*#-] ", "").strip())
        .orElse("nothing");
  }
}

package dev.cairn.engine.mysql;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * MySQL's time zone tables, which are empty as it comes, from the time zones of this JDK: so named
 * zones work on a machine that has no {@code /usr/share/zoneinfo}, with every version, and newer
 * rules come with a newer JDK. What {@code mysql_tzinfo_to_sql} writes, with one zone for all names
 * of it. dev.mysql.com/doc/refman, MySQL Server Time Zone Support
 */
public final class MySqlTimeZones {
  /** As far as the files reach that MySQL's own program reads. */
  private static final Instant FIRST = Instant.ofEpochSecond(Integer.MIN_VALUE);

  private static final Instant END = Instant.parse("2038-01-01T00:00:00Z");

  /** Within a line and a statement of {@code --init-file}: 20000 and 60000 bytes. */
  private static final int ROWS = 500;

  private MySqlTimeZones() {}

  /** How many names there are. */
  public static String count() {
    return "SELECT COUNT(*) FROM mysql.time_zone_name";
  }

  /** What a zone is at a time. */
  private record Type(int offset, boolean isSummer) {}

  /** Into empty tables. */
  public static List<String> fill() {
    var zones = new ArrayList<String>();
    var names = new ArrayList<String>();
    var transitions = new ArrayList<String>();
    var types = new ArrayList<String>();
    var known = new LinkedHashMap<ZoneRules, Integer>();
    for (var name : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
      var rules = ZoneId.of(name).getRules();
      var number = known.get(rules);
      if (number == null) {
        number = known.size() + 1;
        known.put(rules, number);
        zones.add("(" + number + ",'N')");
        describe(rules, number, transitions, types);
      }
      names.add("('" + name + "'," + number + ")");
    }
    var statements = new ArrayList<String>();
    insert(statements, "time_zone (Time_zone_id, Use_leap_seconds)", zones);
    insert(statements, "time_zone_name (Name, Time_zone_id)", names);
    insert(
        statements,
        "time_zone_transition (Time_zone_id, Transition_time, Transition_type_id)",
        transitions);
    insert(
        statements,
        "time_zone_transition_type (Time_zone_id, Transition_type_id, `Offset`, Is_DST,"
            + " Abbreviation)",
        types);
    return statements;
  }

  private static void describe(
      ZoneRules rules, int number, List<String> transitions, List<String> types) {
    Map<Type, Integer> numbers = new LinkedHashMap<>();
    var _ = number(numbers, rules, FIRST);
    for (var next = rules.nextTransition(FIRST);
        next != null && next.getInstant().isBefore(END);
        next = rules.nextTransition(next.getInstant())) {
      var at = next.getInstant();
      transitions.add(
          "(" + number + "," + at.getEpochSecond() + "," + number(numbers, rules, at) + ")");
    }
    numbers.forEach(
        (type, its) ->
            types.add(
                "("
                    + number
                    + ","
                    + its
                    + ","
                    + type.offset()
                    + ","
                    + (type.isSummer() ? 1 : 0)
                    + ",'"
                    + abbreviation(type.offset())
                    + "')"));
  }

  private static int number(Map<Type, Integer> numbers, ZoneRules rules, Instant at) {
    var type = new Type(rules.getOffset(at).getTotalSeconds(), rules.isDaylightSavings(at));
    return numbers.computeIfAbsent(type, _ -> numbers.size());
  }

  /** At most 8 characters, so without the seconds that offsets once had. */
  private static String abbreviation(int offset) {
    return ZoneOffset.ofTotalSeconds(offset / 60 * 60).getId();
  }

  private static void insert(List<String> statements, String table, List<String> rows) {
    for (int from = 0; from < rows.size(); from += ROWS) {
      statements.add(
          "INSERT INTO mysql."
              + table
              + " VALUES "
              + String.join(",", rows.subList(from, Math.min(rows.size(), from + ROWS))));
    }
  }
}

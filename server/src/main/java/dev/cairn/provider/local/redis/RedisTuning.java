package dev.cairn.provider.local.redis;

import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import dev.cairn.engine.redis.RedisCatalogue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a running Redis is told of its settings. */
final class RedisTuning {
  private static final Logger LOG = LoggerFactory.getLogger(RedisTuning.class);

  private RedisTuning() {}

  /** Has it take these. Whether any differed. */
  static boolean take(RedisSession session, Map<String, String> settings) throws RedisFailure {
    boolean changed = false;
    for (var setting : settings.entrySet()) {
      try {
        changed |= session.configure(Map.of(setting.getKey(), setting.getValue()));
      } catch (RedisFailure e) {
        if (!isAnswer(e)) {
          throw e;
        }
        throw Problem.invalid(
                "setting-refused",
                "Redis refuses "
                    + setting.getKey()
                    + "="
                    + setting.getValue()
                    + ": "
                    + Sentence.because(e),
                "Choose another value; the database goes on as it was.")
            .toException(e);
      }
    }
    return changed;
  }

  /** Has it go back to what it has by itself: one that it refuses is one that nobody chose. */
  static void takeBack(RedisSession session, Map<String, String> settings) throws RedisFailure {
    for (var setting : settings.entrySet()) {
      try {
        if (session.knows(setting.getKey())
            && session.configure(Map.of(setting.getKey(), setting.getValue()))) {
          LOG.info("Took back {}", setting.getKey());
        }
      } catch (RedisFailure e) {
        if (!isAnswer(e)) {
          throw e;
        }
        LOG.debug("{} stays: {}", setting.getKey(), e.getMessage());
      }
    }
  }

  static Map<String, String> settings(RedisSession session) throws RedisFailure {
    var all = new LinkedHashMap<String, String>();
    for (var name : RedisCatalogue.ALL.names()) {
      if (session.knows(name)) {
        all.put(name, session.configured(name));
      }
    }
    return all;
  }

  private static boolean isAnswer(RedisFailure failure) {
    return String.valueOf(failure.getMessage()).startsWith("ERR");
  }
}

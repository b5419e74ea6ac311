package dev.cairn.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one JSON mapper for wire records: fields that are absent are left out, unknown ones are
 * ignored (an older client reads a newer server), instants are ISO 8601.
 */
public final class WireJson {
  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .changeDefaultPropertyInclusion(
              all ->
                  all.withValueInclusion(JsonInclude.Include.NON_ABSENT)
                      .withContentInclusion(JsonInclude.Include.ALWAYS))
          .build();

  private WireJson() {}
}

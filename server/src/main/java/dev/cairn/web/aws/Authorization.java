package dev.cairn.web.aws;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The header {@code Authorization} of Signature Version 4: {@code AWS4-HMAC-SHA256
 * Credential=KEY/DATE/REGION/SERVICE/aws4_request, SignedHeaders=a;b, Signature=HEX}.
 *
 * @param date as the credential's scope has it, {@code yyyyMMdd}
 * @param signedHeaders in lower case
 */
record Authorization(
    String accessKey,
    String date,
    String region,
    String service,
    SortedSet<String> signedHeaders,
    String signature) {
  static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final List<String> PARTS = List.of("Credential", "SignedHeaders", "Signature");

  /** Refuses what is no such header, saying all that is missing. */
  static Authorization parse(String header) {
    if (!header.startsWith(ALGORITHM)) {
      throw AwsException.incompleteSignature(
          "Authorization header requires the algorithm " + ALGORITHM + ".");
    }
    var parts = parts(header.substring(ALGORITHM.length()));
    var missing = PARTS.stream().filter(name -> !parts.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw AwsException.incompleteSignature(
          missing.stream()
              .map("Authorization header requires '%s' parameter."::formatted)
              .reduce((a, b) -> a + " " + b)
              .orElse(""));
    }
    var credential = part(parts, "Credential").split("/", -1);
    if (credential.length != 5 || !credential[4].equals("aws4_request")) {
      throw AwsException.incompleteSignature(
          "Credential must have exactly 5 slash-delimited elements, e.g."
              + " keyid/date/region/service/aws4_request.");
    }
    return new Authorization(
        credential[0],
        credential[1],
        credential[2],
        credential[3],
        new TreeSet<>(List.of(part(parts, "SignedHeaders").split(";", -1))),
        part(parts, "Signature"));
  }

  private static Map<String, String> parts(String text) {
    var parts = new HashMap<String, String>();
    for (var part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0 && equals < part.length() - 1) {
        parts.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
      }
    }
    return parts;
  }

  private static String part(Map<String, String> parts, String name) {
    return Optional.ofNullable(parts.get(name)).orElse("");
  }
}

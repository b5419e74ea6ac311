package dev.cairn.service;

import dev.cairn.core.FirstViolations;
import dev.cairn.core.Problem;
import dev.cairn.core.Suggestions;
import dev.cairn.core.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What users may set, and which of it is shown masked. Pure. */
final class VariableRules {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern REFERENCE = Pattern.compile("secret:([^#]+)#(.+)");
  private static final Pattern SENSITIVE_WORD =
      Pattern.compile(
          "PASS|PWD|PHRASE|SECRET|TOKEN|KEY|CRED|PRIVATE|JWT|BEARER|SALT|PEPPER|SIGNING|DSN"
              + "|CONN(ECTION)?_?STR|URL$|URI$|^AUTH|_AUTH|(^|_)(PAT|PIN|OTP|SAS)$");

  /** A password in a URL or in the connection string of a driver, or a private key. */
  private static final Pattern SENSITIVE_VALUE =
      Pattern.compile(
          "(passw(or)?d|pwd|secret|token|key)\\s*=|-----BEGIN", Pattern.CASE_INSENSITIVE);

  /** In what has an {@code @} at its end: where none follows, each start would look to the end. */
  private static final Pattern CREDENTIALS_IN_URL = Pattern.compile("://[^/@]*@|://[^:/@]*:[^@]+@");

  private static final Pattern CREDENTIALS_AT_FIRST = Pattern.compile("[^:/@]+:(?!//)[^@]+@");
  private static final Pattern SPACES = Pattern.compile("\\s+");

  /** Cairn says these itself. */
  private static final Set<String> RESERVED = Set.of("PORT", "CAIRN_INSTANCE");

  /** Linux takes no longer string in an environment (MAX_ARG_STRLEN, execve(2)). */
  private static final int LONGEST = 128 * 1024 - 1024;

  /** Of all together: execve(2) takes a quarter of the stack, 2 MiB, arguments with it. */
  private static final int MOST = 1024 * 1024;

  private VariableRules() {}

  /** A reference to a key of a secret. */
  record Reference(String secret, String key) {}

  static Optional<Reference> reference(String value) {
    var match = REFERENCE.matcher(value);
    return match.matches()
        ? Optional.of(new Reference(match.group(1), match.group(2)))
        : Optional.empty();
  }

  /** By its name, or by what it holds: a literal that is a secret itself. */
  static boolean looksSecret(String name, String value) {
    return SENSITIVE_WORD.matcher(name.toUpperCase(Locale.ROOT)).find()
        || SENSITIVE_VALUE.matcher(value).find()
        || (value.indexOf('@') >= 0 && holdsCredentials(value));
  }

  private static boolean holdsCredentials(String value) {
    var words = SPACES.split(value, -1);
    for (int i = 0; i < words.length; i++) {
      var word = words[i].substring(0, words[i].lastIndexOf('@') + 1);
      if (CREDENTIALS_IN_URL.matcher(word).find()
          || (i == 0 && CREDENTIALS_AT_FIRST.matcher(word).lookingAt())) {
        return true;
      }
    }
    return false;
  }

  /** Refuses a change, all that is wrong with it together. */
  static void check(
      Map<String, String> set,
      Set<String> unset,
      Set<String> setBefore,
      Map<String, Set<String>> keysOfSecrets) {
    var found = new FirstViolations();
    for (var entry : set.entrySet()) {
      if (FirstViolations.isFull(found)) {
        break;
      }
      var name = entry.getKey();
      checkName(name).ifPresent(why -> found.add(new Violation(name, why)));
      checkValue(name, entry.getValue(), keysOfSecrets)
          .ifPresent(why -> found.add(new Violation(name, why)));
      if (unset.contains(name)) {
        found.add(new Violation(name, "is set and unset at once"));
      }
    }
    unset.stream()
        .filter(name -> !setBefore.contains(name) && !set.containsKey(name))
        .sorted()
        .limit(FirstViolations.MOST - found.size())
        .forEach(
            name ->
                found.add(
                    new Violation(
                        name,
                        "is not set by hand. "
                            + Suggestions.sentence(name, setBefore, "Nothing is."))));
    if (!found.isEmpty()) {
      throw Problem.invalid(
              "invalid-variables", summary(found), "Mend what is named and save again.")
          .withViolations(found)
          .toException();
    }
  }

  /** Refuses what would be too much for one start, however it is divided. */
  static void checkTotal(Map<String, String> all) {
    int total = all.entrySet().stream().mapToInt(it -> bytes(it.getKey(), it.getValue())).sum();
    if (total > MOST) {
      var why = "have " + (total + 1023) / 1024 + " KiB together, and Linux hands over 1 MiB.";
      throw Problem.invalid(
              "invalid-variables",
              "The variables cannot be saved: they " + why,
              "Keep large values in files, and their names in variables.")
          .withViolations(List.of(new Violation("set", why)))
          .toException();
    }
  }

  private static int bytes(String name, String value) {
    return name.length() + value.getBytes(StandardCharsets.UTF_8).length + 2;
  }

  private static String summary(List<Violation> found) {
    var first = found.getFirst();
    return "The variables cannot be saved: "
        + first.field()
        + " "
        + first.message()
        + (found.size() > 1 ? " (and " + (found.size() - 1) + " more)" : "");
  }

  static Optional<String> checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.of("must be letters, digits and _, and not begin with a digit.");
    }
    return RESERVED.contains(name)
        ? Optional.of("is reserved: Cairn sets it, the port is the service's.")
        : Optional.empty();
  }

  private static Optional<String> checkValue(
      String name, String value, Map<String, Set<String>> keysOfSecrets) {
    if (value.indexOf('\0') >= 0) {
      return Optional.of("must not hold a NUL character.");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      return Optional.of("must not hold half of a character (a lone surrogate).");
    }
    int size = bytes(name, value);
    if (size > LONGEST) {
      return Optional.of(
          "must not be longer than "
              + LONGEST / 1024
              + " KiB, and has "
              + (size + 1023) / 1024
              + ": Linux hands over no more. Keep it in a file, and its name in the variable.");
    }
    if (!value.startsWith("secret:")) {
      return Optional.empty();
    }
    var reference = reference(value);
    if (reference.isEmpty()) {
      return Optional.of("is no reference: write secret:NAME#KEY.");
    }
    var keys = Optional.ofNullable(keysOfSecrets.get(reference.get().secret()));
    if (keys.isEmpty()) {
      return Optional.of(
          "names the secret "
              + reference.get().secret()
              + ", which is not there. "
              + Suggestions.sentence(
                  reference.get().secret(),
                  keysOfSecrets.keySet(),
                  "List them: cairn secret list."));
    }
    return keys.get().contains(reference.get().key())
        ? Optional.empty()
        : Optional.of(
            "names the key "
                + reference.get().key()
                + " that the secret has not. "
                + Suggestions.sentence(reference.get().key(), keys.get(), ""));
  }
}

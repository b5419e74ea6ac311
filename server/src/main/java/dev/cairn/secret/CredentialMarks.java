package dev.cairn.secret;

import dev.cairn.core.Sensitive;
import java.util.Collection;
import java.util.List;

/**
 * Tells which credentials a program was given, without keeping them: a mark stands for a password
 * and can only be made with the master key.
 */
public final class CredentialMarks {
  private static final int LEAST_LENGTH = 8;

  private final MasterKey key;
  private final Secrets secrets;

  public CredentialMarks(MasterKey key, Secrets secrets) {
    this.key = key;
    this.secrets = secrets;
  }

  /** Of every credential in force that stands in one of the values, alone or in a longer text. */
  public List<String> in(Collection<Sensitive<String>> values) {
    return secrets.listInForce().stream()
        .filter(credentials -> values.stream().anyMatch(value -> holds(value, credentials)))
        .map(this::of)
        .distinct()
        .sorted()
        .toList();
  }

  public String of(Credentials credentials) {
    return key.apply("credential-mark/" + credentials.password().reveal()).reveal();
  }

  /** Whether the password stands in the value; a word that could stand anywhere tells nothing. */
  public static boolean holds(Sensitive<String> value, Credentials credentials) {
    var password = credentials.password().reveal();
    return password.length() >= LEAST_LENGTH && value.reveal().contains(password);
  }
}

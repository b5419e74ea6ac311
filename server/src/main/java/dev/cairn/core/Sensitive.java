package dev.cairn.core;

import java.util.function.Function;

/**
 * A password, key or token. Prints {@code [REDACTED]} and is not serializable; {@link #reveal()} is
 * the one way to the value and can be searched for.
 */
public final class Sensitive<T> {
  private final T value;

  private Sensitive(T value) {
    this.value = value;
  }

  public static <T> Sensitive<T> of(T value) {
    return new Sensitive<>(value);
  }

  /** The value itself. Every caller is a place to look at. */
  public T reveal() {
    return value;
  }

  public <R> Sensitive<R> map(Function<T, R> change) {
    return new Sensitive<>(change.apply(value));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sensitive<?> that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return 0;
  }

  @Override
  public String toString() {
    return "[REDACTED]";
  }
}

package dev.cairn.api;

import java.util.List;

/** A list as it travels; an object, so that it can grow. */
public record Listing<T>(List<T> items) {
  public Listing {
    items = Absent.list(items);
  }
}

package dev.cairn.manifest;

/**
 * One thing that applying a manifest changes.
 *
 * @param target {@code STACK}, {@code STACK/STAGE} or {@code STACK/STAGE/ENGINE}
 * @param description for people: {@code add PostgreSQL 18 to notes/dev (db.t4g.micro, 10 GiB)}
 */
public record PlannedChange(Kind kind, String target, String description) {

  /** What happens. Nothing is ever removed. */
  public enum Kind {
    CREATE,
    CHANGE
  }
}

package dev.cairn.database.plan;

/**
 * Kinds of operations that try something beside a database, which goes on meanwhile: it is looked
 * after as ever, and they give way to what is done to it.
 */
public final class DrillKinds {
  public static final String PROMOTION = "drill-promotion";

  private DrillKinds() {}
}

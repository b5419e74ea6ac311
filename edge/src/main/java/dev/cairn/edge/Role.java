package dev.cairn.edge;

/**
 * What a port is for.
 *
 * @param group whose connections come: a stage, or what stands for all of them where it is shared
 */
record Role(Kind kind, String group) {
  /** The edge's own page, one stage's port, or one where the stage is chosen by name. */
  enum Kind {
    STATUS,
    STAGE,
    HTTP,
    HTTPS
  }

  static final Role STATUS = new Role(Kind.STATUS, "status");

  /** No stage has such names: they have a slash. */
  static final Role HTTP = new Role(Kind.HTTP, "http");

  static final Role HTTPS = new Role(Kind.HTTPS, "https");

  static Role of(Route route) {
    return new Role(Kind.STAGE, route.stage());
  }

  boolean isStatus() {
    return kind == Kind.STATUS;
  }

  String scheme() {
    return kind == Kind.HTTPS ? "https" : "http";
  }

  boolean isShared() {
    return kind == Kind.HTTP || kind == Kind.HTTPS;
  }
}

package dev.cairn.web.api;

import dev.cairn.api.Accepted;
import dev.cairn.api.Listing;
import dev.cairn.operation.Operation;
import dev.cairn.web.ClientStream;
import java.util.List;
import java.util.Optional;

/** What a handler answers. */
sealed interface Answer {
  /** A wire record. */
  record Json(int status, Object body, Optional<String> location) implements Answer {}

  /** Text that is no record, such as YAML. */
  record Text(String contentType, String body) implements Answer {}

  /** 204. */
  record Nothing() implements Answer {}

  /** Goes on until it has ended or the client has gone. */
  record Stream(String contentType, ClientStream.Writer writer) implements Answer {}

  static Answer ok(Object body) {
    return new Json(200, body, Optional.empty());
  }

  static Answer list(List<?> items) {
    return ok(new Listing<>(items));
  }

  static Answer created(Object body, String location) {
    return new Json(201, body, Optional.of(location));
  }

  /** The operation goes on; follow it. */
  static Answer accepted(Operation operation) {
    return accepted(operation, Optional.empty());
  }

  static Answer accepted(Operation operation, Optional<String> backup) {
    var ref = Wire.ref(operation);
    return new Json(202, new Accepted(ref, backup), Optional.of(ref.url()));
  }
}

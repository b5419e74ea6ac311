package dev.cairn.web.api;

import static dev.cairn.access.Action.CHANGE;

import dev.cairn.api.ChangeReader;
import dev.cairn.replication.reader.Readers;
import java.util.List;

final class ReadersApi implements Noun {
  private final Readers readers;

  ReadersApi(Readers readers) {
    this.readers = readers;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.put("stacks/{stack}/stages/{stage}/databases/{engine}/reader", CHANGE, this::change));
  }

  private Answer change(ApiRequest request) {
    var from = request.body(ChangeReader.class).from().map(it -> Replicated.reference("from", it));
    return Answer.accepted(
        readers.change(request.actor(), request.database(), from, request.idempotencyKey()));
  }
}

package dev.cairn.web.api;

import static dev.cairn.access.Action.CHANGE;
import static dev.cairn.access.Action.READ;

import dev.cairn.api.AttachDatabase;
import dev.cairn.api.AttachmentView;
import dev.cairn.core.Sensitive;
import dev.cairn.database.AttachSpec;
import dev.cairn.database.Attachments;
import java.util.List;

/** Databases that somebody else runs. */
final class AttachmentsApi implements Noun {
  private static final String ONE = "stacks/{stack}/stages/{stage}/databases/{engine}/attachment";

  private final Attachments attachments;

  AttachmentsApi(Attachments attachments) {
    this.attachments = attachments;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(ONE, READ, this::show),
        Route.post(ONE, CHANGE, this::attach),
        Route.put(ONE, CHANGE, this::replace),
        Route.delete(ONE, CHANGE, this::detach));
  }

  private Answer show(ApiRequest request) {
    var ref = request.database();
    var found = attachments.get(ref);
    return Answer.ok(
        new AttachmentView(
            ref.toString(),
            found.host(),
            found.port(),
            found.database(),
            found.username(),
            Wire.word(found.tls()),
            found.authority().or(found::givenAuthority),
            found.warnings()));
  }

  private Answer attach(ApiRequest request) {
    return Answer.accepted(
        attachments.attach(
            request.actor(), request.database(), spec(request), request.idempotencyKey()));
  }

  private Answer replace(ApiRequest request) {
    return Answer.accepted(
        attachments.replace(
            request.actor(), request.database(), spec(request), request.idempotencyKey()));
  }

  private Answer detach(ApiRequest request) {
    return Answer.accepted(
        attachments.detach(request.actor(), request.database(), request.idempotencyKey()));
  }

  private static AttachSpec spec(ApiRequest request) {
    var wanted = request.body(AttachDatabase.class);
    return new AttachSpec(
        wanted.host(),
        wanted.port(),
        wanted.database(),
        wanted.username(),
        Sensitive.of(wanted.password()),
        wanted.tls(),
        wanted.ca());
  }
}

package dev.cairn.web;

import dev.cairn.api.WireJson;
import dev.cairn.core.Problem;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What Jetty refuses before any route sees it, such as a request that is no HTTP. */
final class JettyErrors implements Request.Handler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus() < 400 ? 400 : response.getStatus();
    var problem =
        Problem.invalid(
            "bad-request",
            "The request cannot be understood.",
            "Check its address, headers and body.");
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.write(
        true,
        ByteBuffer.wrap(WireJson.MAPPER.writeValueAsBytes(Errors.view(status, problem))),
        callback);
    return true;
  }
}

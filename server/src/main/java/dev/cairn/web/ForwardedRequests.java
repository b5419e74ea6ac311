package dev.cairn.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Requests that a reverse proxy handed on: how the browser reached it, and from where. Believed
 * from the named proxies alone. Of several addresses the last one counts, for it is the proxy's own
 * word; those before it came with the request, and anybody may write them.
 */
final class ForwardedRequests implements HttpConfiguration.Customizer {
  private static final String HTTPS = "https";

  private final Set<InetAddress> proxies;

  ForwardedRequests(List<InetAddress> proxies) {
    this.proxies = Set.copyOf(proxies);
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable answer) {
    var from = request.getConnectionMetaData().getRemoteSocketAddress();
    boolean believed =
        from instanceof InetSocketAddress peer && proxies.contains(peer.getAddress());
    return believed ? new Forwarded(request) : request;
  }

  private static Optional<String> last(Request request, String header) {
    var all = request.getHeaders().getCSV(header, false);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  private static Optional<SocketAddress> client(Request request) {
    return last(request, "X-Forwarded-For").flatMap(ForwardedRequests::parse);
  }

  private static Optional<SocketAddress> parse(String text) {
    try {
      return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(text), 0));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a name or nonsense: then it is the proxy's own address
    }
  }

  private static final class Forwarded extends Request.Wrapper {
    private final boolean secure;
    private final ConnectionMetaData connection;

    Forwarded(Request request) {
      super(request);
      secure =
          request.isSecure()
              || last(request, "X-Forwarded-Proto").filter(HTTPS::equalsIgnoreCase).isPresent();
      var origin = request.getConnectionMetaData();
      var client = client(request).orElse(origin.getRemoteSocketAddress());
      connection =
          new ConnectionMetaData.Wrapper(origin) {
            @Override
            public SocketAddress getRemoteSocketAddress() {
              return client;
            }

            @Override
            public boolean isSecure() {
              return secure;
            }
          };
    }

    @Override
    public boolean isSecure() {
      return secure;
    }

    @Override
    public HttpURI getHttpURI() {
      var asked = super.getHttpURI();
      return secure ? HttpURI.build(asked).scheme(HTTPS).asImmutable() : asked;
    }

    @Override
    public ConnectionMetaData getConnectionMetaData() {
      return connection;
    }
  }
}

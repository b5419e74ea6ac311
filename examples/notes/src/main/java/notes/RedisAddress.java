package notes;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import redis.clients.jedis.HostAndPort;

/** Where Redis is and how to sign in, as told by {@code REDIS_TLS_URL} or {@code REDIS_URL}. */
record RedisAddress(URI url, Optional<Path> certificateAuthority) {

  boolean tls() {
    return "rediss".equals(url.getScheme());
  }

  HostAndPort hostAndPort() {
    return new HostAndPort(url.getHost(), url.getPort() < 0 ? 6379 : url.getPort());
  }

  Optional<String> username() {
    return login(0);
  }

  Optional<String> password() {
    return login(1);
  }

  int database() {
    var path = url.getPath() == null ? "" : url.getPath().replace("/", "");
    return path.isEmpty() ? 0 : Integer.parseInt(path);
  }

  /** Sockets that trust the given authority, or else whom Java trusts; empty without TLS. */
  Optional<SSLSocketFactory> sockets() {
    if (!tls()) {
      return Optional.empty();
    }
    return Optional.of(
        certificateAuthority
            .map(file -> new CertificateAuthority(file).sockets())
            .orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault()));
  }

  /** The certificate must be the host's own. */
  Optional<SSLParameters> sslParameters() {
    if (!tls()) {
      return Optional.empty();
    }
    var parameters = new SSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    return Optional.of(parameters);
  }

  private Optional<String> login(int part) {
    var parts = Optional.ofNullable(url.getRawUserInfo()).orElse("").split(":", 2);
    return parts.length > part && !parts[part].isEmpty()
        ? Optional.of(URLDecoder.decode(parts[part].replace("+", "%2B"), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "Redis " + hostAndPort();
  }
}

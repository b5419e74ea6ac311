package dev.cairn.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * An application that needs nothing to be fetched: says whether a PostgreSQL answers at the address
 * that it was given.
 */
final class SmallApplication {
  private static final String SERVER =
      """
      use strict; use warnings; use IO::Socket::INET;
      $| = 1;
      sub database {
        my $s = IO::Socket::INET->new(
          PeerAddr => $ENV{PG_HOST}, PeerPort => $ENV{PG_PORT}, Timeout => 5) or return "no: $!";
        # An SSLRequest, and the one byte that only a PostgreSQL with TLS says to it.
        print $s pack("NN", 8, 80877103);
        $s->flush; read($s, my $answer, 1);
        return ($answer // '') eq 'S' ? 'reached' : 'not understood';
      }
      my $server = IO::Socket::INET->new(
        LocalPort => $ENV{PORT}, Listen => 64, ReuseAddr => 1) or die "no port: $!";
      while (my $client = $server->accept) {
        my $line = <$client> // '';
        while (defined(my $header = <$client>)) { last if $header =~ /^\\r?\\n$/ }
        exit 3 if $line =~ m{^GET /exit };
        my $body = $line =~ m{^GET /healthy } ? 'ok' : database();
        print "asked: $line";
        print $client "HTTP/1.1 200 OK\\r\\nContent-Length: " . length($body)
          . "\\r\\nConnection: close\\r\\n\\r\\n$body";
        close $client;
      }
      """;

  private SmallApplication() {}

  /**
   * Writes it into an empty directory.
   *
   * @param runtime {@code process} or {@code container}
   */
  static Path in(Path directory, String runtime) throws IOException {
    Files.writeString(directory.resolve("server.pl"), SERVER);
    Files.writeString(
        directory.resolve("Dockerfile"),
        "FROM cairn-test/base:1\nCOPY server.pl /\nCMD [\"perl\", \"/server.pl\"]\n");
    Files.writeString(
        directory.resolve("cairn.yaml"),
        """
        stack: small
        service:
          source: .
          run: perl server.pl
          runtime: %s
          port: 8000
          health: /healthy
        stages:
          - name: dev
            databases: [postgres]
        """
            .formatted(runtime));
    return directory;
  }

  /** What it answers; why it does not, where it does not. */
  static String ask(String address, String path) {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(address).resolve(path))
                  .timeout(Duration.ofSeconds(20))
                  .build(),
              BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "no answer: " + e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}

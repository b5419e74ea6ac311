package dev.cairn.bench.edge;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the proxies beside the edge are told. Pure. */
final class OtherConfigurations {
  private OtherConfigurations() {}

  private static String each(List<Integer> ports, IntFunction<String> block) {
    return IntStream.range(0, ports.size()).mapToObj(block).collect(Collectors.joining());
  }

  static String nginx(Path directory, List<Integer> ports, List<Integer> applications) {
    var servers =
        each(
            ports,
            i ->
                """
                  upstream a%1$d { server 127.0.0.1:%3$d; keepalive 300; keepalive_requests 100000000; }
                  server {
                    listen 127.0.0.1:%2$d backlog=1024;
                    location / {
                      proxy_pass http://a%1$d;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_set_header Host $host;
                      proxy_set_header X-Forwarded-For $remote_addr;
                    }
                  }
                """
                    .formatted(i, ports.get(i), applications.get(i)));
    return """
        worker_processes auto;
        daemon off;
        pid %1$s/nginx.pid;
        events { worker_connections 4096; }
        http {
          access_log off;
          keepalive_requests 100000000;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
        %2$s}
        """
        .formatted(directory, servers);
  }

  static String haproxy(List<Integer> ports, List<Integer> applications) {
    return """
        global
          maxconn 4096
        defaults
          mode http
          timeout client 60s
          timeout server 60s
          timeout connect 5s
          option forwardfor
          http-reuse always
        """
        + each(
            ports,
            i ->
                """
                listen l%d
                  bind 127.0.0.1:%d
                  server a 127.0.0.1:%d
                """
                    .formatted(i, ports.get(i), applications.get(i)));
  }

  static String caddy(List<Integer> ports, List<Integer> applications) {
    return """
        {
          admin off
          auto_https off
        }
        """
        + each(
            ports,
            i ->
                """
                http://127.0.0.1:%d {
                  reverse_proxy 127.0.0.1:%d
                }
                """
                    .formatted(ports.get(i), applications.get(i)));
  }
}

package dev.cairn.provider.local.instance;

import dev.cairn.core.StateFile;
import dev.cairn.provider.local.files.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The certificate and key of one instance, for the addresses that it is reached at. */
public final class CertificateFiles {
  private final CertificateAuthority authority;

  public CertificateFiles(CertificateAuthority authority) {
    this.authority = authority;
  }

  public Path authority() {
    return authority.certificate();
  }

  /** Whether it issued new ones, as there were none or for other addresses. Not durable yet. */
  public boolean ensure(InstanceFiles files, Optional<String> gateway) {
    var addresses = new ArrayList<>(List.of("127.0.0.1"));
    gateway.ifPresent(addresses::add);
    var issuedFor = files.tls().resolve("issued-for");
    var wanted = String.join(",", addresses) + "\n";
    var key = files.tls().resolve("server.key");
    if (StateFile.find(issuedFor).equals(Optional.of(wanted))) {
      Trees.give(key, files.user());
      return false;
    }
    var issued =
        authority.issue(
            String.valueOf(files.directory().getFileName()), List.of("localhost"), addresses);
    try {
      Files.createDirectories(files.tls());
    } catch (IOException e) {
      throw StateFile.failure("create", files.tls(), e);
    }
    StateFile.writeUnsynced(key, issued.key().reveal(), StateFile.PRIVATE);
    Trees.give(key, files.user());
    StateFile.writeUnsynced(
        files.tls().resolve("server.crt"), issued.certificate(), StateFile.PUBLIC);
    StateFile.writeUnsynced(issuedFor, wanted, StateFile.PUBLIC);
    return true;
  }
}

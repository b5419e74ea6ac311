package dev.cairn.provider.local.instance;

import dev.cairn.core.Sensitive;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * How Cairn gets into an instance as its administrator. The password goes to no other than who
 * proves by a certificate of this authority to be a server of this installation: whoever listens on
 * a port may be anybody.
 *
 * @param port where it speaks TLS
 * @param authority whom its certificate is checked by
 */
public record Administrator(int port, Sensitive<String> password, Path authority) {

  public static Function<InstanceRecord, Administrator> of(
      Function<String, Sensitive<String>> passwords, CertificateFiles certificates) {
    return instance ->
        new Administrator(
            instance.tlsPort().orElse(instance.port()),
            passwords.apply(instance.administeredAs()),
            certificates.authority());
  }

  public Administrator withPassword(Sensitive<String> other) {
    return new Administrator(port, other, authority);
  }
}

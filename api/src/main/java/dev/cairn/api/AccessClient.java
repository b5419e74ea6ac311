package dev.cairn.api;

import static dev.cairn.api.Paths.ROOT;
import static dev.cairn.api.Paths.segment;

import java.util.List;
import java.util.Optional;

/** The part of {@link ApiClient} about who may use Cairn; for administrators, mostly. */
public final class AccessClient {
  private final Transport transport;

  AccessClient(Transport transport) {
    this.transport = transport;
  }

  public List<UserView> users() {
    return transport.list(ROOT + "users", UserView.class);
  }

  public UserView addUser(NewUser wanted) {
    return transport.send("POST", ROOT + "users", Optional.of(wanted), UserView.class);
  }

  public UserView changeUser(String name, ChangeUser wanted) {
    return transport.send(
        "PATCH", ROOT + "users/" + segment(name), Optional.of(wanted), UserView.class);
  }

  public void removeUser(String name) {
    transport.tell("DELETE", ROOT + "users/" + segment(name));
  }

  public SignInLink createSignInLink(SignInLinkRequest wanted) {
    return transport.send("POST", ROOT + "sign-in-links", Optional.of(wanted), SignInLink.class);
  }

  public List<TokenView> tokens() {
    return transport.list(ROOT + "tokens", TokenView.class);
  }

  public IssuedToken createToken(NewToken wanted) {
    return transport.send("POST", ROOT + "tokens", Optional.of(wanted), IssuedToken.class);
  }

  public void revokeToken(String id) {
    transport.tell("DELETE", ROOT + "tokens/" + segment(id));
  }

  public List<AccessKeyView> accessKeys() {
    return transport.list(ROOT + "access-keys", AccessKeyView.class);
  }

  public IssuedAccessKey createAccessKey(NewAccessKey wanted) {
    return transport.send("POST", ROOT + "access-keys", Optional.of(wanted), IssuedAccessKey.class);
  }

  public void revokeAccessKey(String id) {
    transport.tell("DELETE", ROOT + "access-keys/" + segment(id));
  }
}

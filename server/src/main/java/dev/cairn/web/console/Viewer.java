package dev.cairn.web.console;

import dev.cairn.core.Role;
import java.util.Locale;

/** Who looks at the page. */
record Viewer(String name, Role role) {
  boolean mayChange() {
    return role.includes(Role.OPERATOR);
  }

  boolean isAdmin() {
    return role.includes(Role.ADMIN);
  }

  String roleText() {
    return role.name().toLowerCase(Locale.ROOT);
  }
}

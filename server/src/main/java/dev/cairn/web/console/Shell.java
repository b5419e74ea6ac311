package dev.cairn.web.console;

import java.util.List;
import java.util.Optional;

/**
 * What stands around every page.
 *
 * @param section the entry of the main navigation that is lit
 * @param viewer empty before sign-in: then there is no navigation
 * @param csrf goes back with every form
 * @param once makes a form that is sent twice do its work once
 * @param notice said once, after something was saved
 * @param reloadEvery seconds after which a browser without scripts loads the page again; 0 for
 *     never
 */
record Shell(
    String title,
    Section section,
    Optional<Viewer> viewer,
    String csrf,
    String once,
    List<Link> crumbs,
    Optional<String> notice,
    int reloadEvery) {

  /** Entries of the main navigation. */
  enum Section {
    STACKS,
    OPERATIONS,
    ACTIVITY,
    BACKUPS,
    USERS,
    NONE
  }

  Shell {
    crumbs = List.copyOf(crumbs);
  }

  boolean lit(Section other) {
    return section == other;
  }

  boolean mayChange() {
    return viewer.map(Viewer::mayChange).orElse(false);
  }

  Shell withNotice(Optional<String> said) {
    return new Shell(title, section, viewer, csrf, once, crumbs, said, reloadEvery);
  }

  Shell reloading(int seconds) {
    return new Shell(title, section, viewer, csrf, once, crumbs, notice, seconds);
  }
}

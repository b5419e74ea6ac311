package dev.cairn.web.console;

import java.util.List;

/**
 * Who follows whom among the databases of a stack's stages.
 *
 * @param href of the part of a page that shows it as it is then
 */
record TopologyView(String href, List<Tree> trees) {

  /** A primary, and those that follow it. */
  record Tree(Node primary, List<Node> replicas) {
    Tree {
      replicas = List.copyOf(replicas);
    }
  }

  /**
   * A database in the picture.
   *
   * @param stage its name, with its stack's where that is another
   * @param text how far behind; empty for a primary, or where nobody knows
   * @param here whether it belongs to the stage whose page this is
   */
  record Node(
      String stage,
      String engine,
      String title,
      String href,
      Badge state,
      String text,
      boolean here) {

    /** The same in another role. */
    Node as(Badge other, String words) {
      return new Node(stage, engine, title, href, other, words, here);
    }
  }
}

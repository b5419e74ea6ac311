package dev.cairn.web.api;

import java.util.List;

/** The routes of one noun. */
interface Noun {
  List<Route> routes();
}

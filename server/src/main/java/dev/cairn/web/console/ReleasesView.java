package dev.cairn.web.console;

import java.util.List;

/** All releases of a stage. */
record ReleasesView(StageHead head, List<ReleaseRow> releases) {}

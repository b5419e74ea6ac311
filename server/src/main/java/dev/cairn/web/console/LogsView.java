package dev.cairn.web.console;

import java.util.Optional;

/**
 * A log of an application.
 *
 * @param requests beside it, where they are written down
 */
record LogsView(StageHead head, LogView log, Optional<LogView> requests) {}

package dev.cairn.stack;

import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import java.util.Optional;

/**
 * A stage as asked for.
 *
 * @param after the stage it stands behind; last where empty
 */
public record StageSpec(
    StageRef ref, Optional<Name> after, Optional<String> target, Optional<String> region) {}

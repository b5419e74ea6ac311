package dev.cairn.provider;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.engine.Engine;
import dev.cairn.engine.InstanceType;
import java.util.Optional;

/**
 * A database as wanted.
 *
 * @param id names it for good, unique in this installation; a name of files and resources: {@code
 *     [a-z][a-z0-9-]*}
 * @param stage whose network it joins; empty for Cairn's own
 * @param fromBackup the backup that its first data comes from
 */
public record DatabaseInstance(
    String id,
    Engine engine,
    String version,
    InstanceType type,
    Bytes storage,
    Optional<StageRef> stage,
    String database,
    String username,
    Sensitive<String> password,
    Optional<String> fromBackup) {}

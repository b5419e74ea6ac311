package dev.cairn.stack;

import dev.cairn.core.StageRef;
import java.time.Instant;

/**
 * One deployment of a stack.
 *
 * @param position counted from 0 in the stack's order
 * @param target where it runs: {@code local}
 * @param region of the target; {@code local} on this machine
 */
public record Stage(StageRef ref, int position, String target, String region, Instant createdAt) {}

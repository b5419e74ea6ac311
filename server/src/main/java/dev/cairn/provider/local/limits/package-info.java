/**
 * What the kernel holds the processes of databases and applications to: control groups, of either
 * version. Knows no engine, and nothing of instances but the names of their groups. Begin with
 * {@link dev.cairn.provider.local.limits.HardLimits}.
 */
@NullMarked
package dev.cairn.provider.local.limits;

import org.jspecify.annotations.NullMarked;

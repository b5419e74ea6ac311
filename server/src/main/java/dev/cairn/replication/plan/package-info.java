/**
 * What is done to a replica, as lists of steps. Pure values, no I/O. Begin with {@link
 * dev.cairn.replication.plan.AddReplica}. How one is removed stands beside how databases are, in
 * {@link dev.cairn.database.plan.RemoveReplica}. The steps' actions stand in {@code
 * dev.cairn.replication} and its rooms; those that touch the application, in {@code
 * dev.cairn.service}.
 */
@NullMarked
package dev.cairn.replication.plan;

import org.jspecify.annotations.NullMarked;

/**
 * What somebody asked for, as a list of steps that survive the death of any server. A plan is a
 * pure list of step names; a {@link dev.cairn.operation.StepAction} does one of them. db-scheduler
 * is only the pump. Knows nothing of databases or applications. Begin with {@link
 * dev.cairn.operation.Operations}.
 */
@NullMarked
package dev.cairn.operation;

import org.jspecify.annotations.NullMarked;

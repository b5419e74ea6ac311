/**
 * What happens, in order, when an application is deployed or removed. Pure lists of step names; the
 * actions stand in {@code service}. Begin with {@link dev.cairn.service.plan.Deploy}.
 */
@NullMarked
package dev.cairn.service.plan;

import org.jspecify.annotations.NullMarked;

/**
 * What is done to a database, as lists of steps: the table of contents of this part of the product.
 * Pure values, no I/O. Begin with {@link dev.cairn.database.plan.AddDatabase}. The steps' actions
 * stand in {@code dev.cairn.database}; those that touch the application, in {@code
 * dev.cairn.service}.
 */
@NullMarked
package dev.cairn.database.plan;

import org.jspecify.annotations.NullMarked;

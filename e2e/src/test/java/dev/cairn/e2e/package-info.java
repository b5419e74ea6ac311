/**
 * The packaged product driven from outside: its commands, its REST API, a real browser, real
 * databases, {@code kill -9}. Knows no class of the server; drives it through {@code
 * dev.cairn.bench}.
 */
@NullMarked
package dev.cairn.e2e;

import org.jspecify.annotations.NullMarked;

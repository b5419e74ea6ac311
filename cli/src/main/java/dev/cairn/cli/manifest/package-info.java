/** {@code cairn.yaml} in and out: apply and export. */
@NullMarked
package dev.cairn.cli.manifest;

import org.jspecify.annotations.NullMarked;

/**
 * What the person who runs Cairn may choose, as one record tree read from {@code
 * $CAIRN_HOME/config.yaml} and a few environment variables; every error is reported at once. Knows
 * nothing of what the settings are used for. Begin with {@link dev.cairn.config.Config}.
 */
@NullMarked
package dev.cairn.config;

import org.jspecify.annotations.NullMarked;

/**
 * What the person who runs Cairn may choose, as one record tree read from {@code
 * $CAIRN_HOME/config.yaml} and a few environment variables; every error is reported at once. Of
 * what the settings are used for it knows only which engines there are. Begin with {@link
 * dev.cairn.config.Config}.
 */
@NullMarked
package dev.cairn.config;

import org.jspecify.annotations.NullMarked;

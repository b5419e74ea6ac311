/**
 * What every database of this machine is, whichever its engine: its files and record, its process,
 * ports and certificates, backups, and the order in which it is made, changed and ended. Engines
 * stand behind {@link dev.cairn.provider.local.instance.LocalEngine}; none is known by name. Begin
 * with {@link dev.cairn.provider.local.instance.InstanceLifecycle}.
 */
@NullMarked
package dev.cairn.provider.local.instance;

import org.jspecify.annotations.NullMarked;

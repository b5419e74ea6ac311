/**
 * Applications as processes of this machine, where there is no container engine or the service
 * declares a {@code run} command. Knows processes and directories, not databases. Begin with {@link
 * dev.cairn.provider.local.application.ProcessApplications}.
 */
@NullMarked
package dev.cairn.provider.local.application;

import org.jspecify.annotations.NullMarked;

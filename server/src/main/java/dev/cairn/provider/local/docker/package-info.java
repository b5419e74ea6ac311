/**
 * Applications as containers, and a network for each stage, through the Docker API (Docker's engine
 * or Podman's). The only user of docker-java, which is loaded when the first container is asked
 * for. Begin with {@link dev.cairn.provider.local.docker.DockerApplications}.
 */
@NullMarked
package dev.cairn.provider.local.docker;

import org.jspecify.annotations.NullMarked;

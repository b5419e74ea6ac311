package dev.cairn.provider.local.docker;

import java.util.Map;

@ContainerEngineRequired(podman = true)
class PodmanCleanupTest extends DockerCleanupTest {
  @Override
  Map<String, String> environment() {
    return ContainerEngineRequired.PODMAN;
  }
}

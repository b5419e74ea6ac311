package dev.cairn.provider.local.docker;

import java.util.Map;

@ContainerEngineRequired(podman = true)
class PodmanApplicationsTest extends DockerApplicationsTest {
  @Override
  Map<String, String> environment() {
    return ContainerEngineRequired.PODMAN;
  }
}

package dev.cairn.provider.local.docker;

import java.util.Map;

@ContainerEngineRequired(podman = true)
class PodmanNetworksTest extends DockerNetworksTest {
  @Override
  Map<String, String> environment() {
    return ContainerEngineRequired.PODMAN;
  }
}

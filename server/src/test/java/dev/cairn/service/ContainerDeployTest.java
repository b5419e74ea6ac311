package dev.cairn.service;

import dev.cairn.provider.local.docker.ContainerEngineRequired;
import dev.cairn.service.ServiceSpec.RuntimeKind;

@ContainerEngineRequired
class ContainerDeployTest extends DeployContract {
  @Override
  RuntimeKind runtime() {
    return RuntimeKind.CONTAINER;
  }
}

package dev.cairn.service;

import dev.cairn.provider.ApplicationProvider;
import dev.cairn.provider.local.docker.ContainerEngineRequired;
import dev.cairn.service.ServiceSpec.RuntimeKind;

@ContainerEngineRequired
class ContainerDrillTest extends DrilledReleasesContract {
  @Override
  RuntimeKind runtime() {
    return RuntimeKind.CONTAINER;
  }

  @Override
  ApplicationProvider provider(ServiceBench of) {
    return of.containers;
  }
}

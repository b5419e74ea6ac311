package dev.cairn.service;

import dev.cairn.provider.ApplicationProvider;
import dev.cairn.service.ServiceSpec.RuntimeKind;

class ProcessDrillTest extends DrilledReleasesContract {
  @Override
  RuntimeKind runtime() {
    return RuntimeKind.PROCESS;
  }

  @Override
  ApplicationProvider provider(ServiceBench of) {
    return of.processes;
  }
}

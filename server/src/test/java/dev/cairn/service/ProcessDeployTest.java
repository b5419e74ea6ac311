package dev.cairn.service;

import dev.cairn.service.ServiceSpec.RuntimeKind;

class ProcessDeployTest extends DeployContract {
  @Override
  RuntimeKind runtime() {
    return RuntimeKind.PROCESS;
  }
}

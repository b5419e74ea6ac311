package dev.cairn.engine;

import dev.cairn.core.Bytes;

/** An AWS instance type and what it stands for on every target. */
public record InstanceType(String name, int vcpus, Bytes memory) {}

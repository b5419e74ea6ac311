package dev.cairn.api;

/** An instance type. */
public record InstanceTypeView(String name, int vcpus, long memoryMib) {}

package dev.cairn.api;

import java.util.List;

/** A database engine, its versions and types. */
public record EngineView(
    String id,
    String displayName,
    int defaultPort,
    List<EngineVersionView> versions,
    List<InstanceTypeView> types,
    String defaultVersion,
    String defaultType,
    int defaultStorageGib) {
  public EngineView {
    versions = Absent.list(versions);
    types = Absent.list(types);
  }
}

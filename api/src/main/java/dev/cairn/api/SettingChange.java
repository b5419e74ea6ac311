package dev.cairn.api;

/** One thing that changes about a database, from what to what. */
public record SettingChange(String name, String before, String after, boolean restarts) {}

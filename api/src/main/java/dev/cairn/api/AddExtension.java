package dev.cairn.api;

/** Asks for an extension of PostgreSQL. */
public record AddExtension(String name) {}

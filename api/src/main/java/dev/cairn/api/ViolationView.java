package dev.cairn.api;

/** One thing wrong with one field of a request. */
public record ViolationView(String field, String message) {}

package dev.cairn.core;

/** One thing wrong with one field of a request. All of a request's are reported together. */
public record Violation(String field, String message) {}

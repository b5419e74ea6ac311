package dev.cairn.api;

/** Asks for a stack. */
public record CreateStack(String name) {}

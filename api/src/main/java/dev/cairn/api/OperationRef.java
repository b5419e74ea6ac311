package dev.cairn.api;

/**
 * Where an operation is to be found.
 *
 * @param url path of its resource
 */
public record OperationRef(String id, String url) {}

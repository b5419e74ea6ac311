package dev.cairn.provider;

import dev.cairn.core.Sensitive;

/** An application's user of a database and its password. */
public record Login(String username, Sensitive<String> password) {}

package dev.cairn.service;

import dev.cairn.core.Actor;
import java.util.Optional;

/**
 * A request that ends in a deploy.
 *
 * @param what tells it from another request with the same key; never a secret
 * @param key a repetition with the same one is answered with the deploy of the first
 */
record Asked(Actor actor, String what, Optional<String> key) {}

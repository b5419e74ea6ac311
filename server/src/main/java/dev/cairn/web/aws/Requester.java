package dev.cairn.web.aws;

import dev.cairn.core.Actor;

/**
 * Who signed a request.
 *
 * @param accessKey its id
 * @param region the one that the request was signed for, and so the one that answers name
 */
record Requester(Actor actor, String accessKey, String region) {}

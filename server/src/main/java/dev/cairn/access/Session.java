package dev.cairn.access;

import dev.cairn.core.Actor;

/**
 * A browser that signed in.
 *
 * @param csrf what every form of this session must send along
 * @param byPassword whether it was opened by a password, not by a link
 */
public record Session(Actor actor, String csrf, boolean byPassword) {}

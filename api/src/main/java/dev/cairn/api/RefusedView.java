package dev.cairn.api;

/**
 * What the edge refused or cut off by itself.
 *
 * @param reason the reason's code
 * @param text the same for people
 * @param times how often
 */
public record RefusedView(String reason, String text, long times) {}

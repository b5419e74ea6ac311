package dev.cairn.web.console;

import java.util.List;

/**
 * The form for a replica of another stage's database.
 *
 * @param choices one for each engine of which there are primaries
 * @param hasApplication whether there is one to redeploy
 */
record AddReplicaView(
    StageHead head,
    Origins origins,
    List<ReplicaChoice> choices,
    boolean hasApplication,
    Form form) {}

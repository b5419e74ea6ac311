package dev.cairn.web;

import dev.cairn.access.AccessKeys;
import dev.cairn.access.Authorizer;
import dev.cairn.access.SignIn;
import dev.cairn.access.SignInLinks;
import dev.cairn.access.Tokens;
import dev.cairn.access.Users;
import dev.cairn.activity.Activity;
import dev.cairn.database.Attachments;
import dev.cairn.database.Databases;
import dev.cairn.database.Rotations;
import dev.cairn.database.Tunings;
import dev.cairn.manifest.Manifests;
import dev.cairn.metrics.Metrics;
import dev.cairn.metrics.Prometheus;
import dev.cairn.metrics.traffic.StageTraffic;
import dev.cairn.operation.Operations;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.replication.Replicas;
import dev.cairn.replication.drill.Drills;
import dev.cairn.replication.promotion.Promotions;
import dev.cairn.replication.reader.Readers;
import dev.cairn.secret.Rekey;
import dev.cairn.secret.Secrets;
import dev.cairn.service.Services;
import dev.cairn.service.Variables;
import dev.cairn.stack.Stacks;

/** What the doors lead to: the API and the console alike. */
public record UseCases(
    Stacks stacks,
    Databases databases,
    Attachments attachments,
    Rotations rotations,
    Tunings tunings,
    Drills drills,
    Replicas replicas,
    Promotions promotions,
    Readers readers,
    Services services,
    Variables variables,
    Secrets secrets,
    Rekey rekey,
    Manifests manifests,
    Metrics metrics,
    StageTraffic traffic,
    Prometheus prometheus,
    Operations operations,
    Activity activity,
    DatabaseProvider provider,
    Users users,
    Tokens tokens,
    AccessKeys accessKeys,
    SignIn signIn,
    SignInLinks signInLinks,
    Authorizer authorizer) {}

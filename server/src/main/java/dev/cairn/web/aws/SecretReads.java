package dev.cairn.web.aws;

import dev.cairn.access.Action;
import dev.cairn.access.Authorizer;
import dev.cairn.secret.Secret;
import dev.cairn.secret.SecretVersion;
import dev.cairn.secret.SecretVersion.Stage;
import dev.cairn.secret.Secrets;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What of Secrets Manager is answered: everything that reads. Values are maps as JSON has them. */
final class SecretReads {
  private static final int MOST_ID = 2048;
  private static final int MOST_TOKEN = 4096;
  private static final int MOST_LISTED = 100;
  private static final int MOST_VALUES = 20;

  private final Secrets secrets;
  private final Authorizer authorizer;

  SecretReads(Secrets secrets, Authorizer authorizer) {
    this.secrets = secrets;
    this.authorizer = authorizer;
  }

  /** The answer to an operation, whose name comes without its prefix. */
  Map<String, Object> answer(Requester requester, String operation, Input input) {
    return switch (operation) {
      case "ListSecrets" -> list(require(requester, Action.READ, operation), input);
      case "DescribeSecret" -> describe(require(requester, Action.READ, operation), input);
      case "GetSecretValue" -> get(require(requester, Action.REVEAL, operation), input);
      case "BatchGetSecretValue" -> batch(require(requester, Action.REVEAL, operation), input);
      default -> throw AwsException.unknownOperation();
    };
  }

  private Requester require(Requester requester, Action action, String operation) {
    if (!authorizer.allows(requester.actor(), action)) {
      throw AwsException.accessDenied(
          requester, operation, action.least().name().toLowerCase(Locale.ROOT));
    }
    return requester;
  }

  private Map<String, Object> list(Requester requester, Input input) {
    var filters = input.filters().orElse(List.of());
    var order =
        new SecretOrder(
            input.oneOf("SortBy", SecretOrder.BY),
            input.oneOf("SortOrder", SecretOrder.DIRECTIONS).equals("desc"));
    var page =
        order.page(
            matching(filters),
            input.text("NextToken", MOST_TOKEN),
            input.number("MaxResults", MOST_LISTED).orElse(MOST_LISTED));
    var versions = secrets.versions();
    var answer = new LinkedHashMap<String, Object>();
    answer.put(
        "SecretList",
        page.secrets().stream()
            .map(
                secret -> {
                  var entry = described(requester, secret);
                  entry.put(
                      "SecretVersionsToStages",
                      stages(versions.getOrDefault(secret.name(), List.of())));
                  return entry;
                })
            .toList());
    page.next().ifPresent(token -> answer.put("NextToken", token));
    return answer;
  }

  private Map<String, Object> describe(Requester requester, Input input) {
    var secret = find(requester, input.requiredText("SecretId", MOST_ID));
    var answer = described(requester, secret);
    answer.put("VersionIdsToStages", stages(secrets.versions(secret.name())));
    return answer;
  }

  private Map<String, Object> get(Requester requester, Input input) {
    var secret = find(requester, input.requiredText("SecretId", MOST_ID));
    var stage = input.text("VersionStage", 256);
    return input
        .text("VersionId", 64)
        .map(id -> valueOf(requester, secret, id, stage))
        .orElseGet(() -> value(requester, secret, stage.orElse(Stage.AWSCURRENT.name())));
  }

  private Map<String, Object> batch(Requester requester, Input input) {
    var ids = input.texts("SecretIdList", MOST_VALUES, MOST_ID);
    var filters = input.filters();
    var most = input.number("MaxResults", MOST_VALUES);
    var after = input.text("NextToken", MOST_TOKEN);
    if (ids.isPresent() == filters.isPresent()) {
      throw AwsException.invalidParameter(
          "Either 'SecretIdList' or 'Filters' must be provided, but not both.");
    }
    if (ids.isPresent() && (most.isPresent() || after.isPresent())) {
      throw AwsException.invalidParameter(
          "'Filters' not specified. 'MaxResults' and 'NextToken' may only be used when 'Filters'"
              + " is specified.");
    }
    var values = new ArrayList<Map<String, Object>>();
    var errors = new ArrayList<Map<String, String>>();
    var answer = new LinkedHashMap<String, Object>();
    if (ids.isPresent()) {
      ids.get().forEach(id -> add(requester, id, values, errors));
    } else {
      var page =
          new SecretOrder(SecretOrder.BY.getFirst(), false)
              .page(matching(filters.orElse(List.of())), after, most.orElse(MOST_VALUES));
      page.secrets().forEach(secret -> add(requester, secret.name(), values, errors));
      page.next().ifPresent(token -> answer.put("NextToken", token));
    }
    answer.put("SecretValues", values);
    answer.put("Errors", errors);
    return answer;
  }

  private void add(
      Requester requester,
      String id,
      List<Map<String, Object>> values,
      List<Map<String, String>> errors) {
    try {
      var secret = find(requester, id);
      values.add(value(requester, secret, Stage.AWSCURRENT.name()));
    } catch (AwsException refused) {
      errors.add(Map.of("SecretId", id, "ErrorCode", refused.code(), "Message", refused.text()));
    }
  }

  private List<Secret> matching(List<SecretFilter> filters) {
    return all().stream()
        .filter(secret -> filters.stream().allMatch(filter -> filter.matches(secret)))
        .toList();
  }

  private List<Secret> all() {
    return secrets.list(Optional.empty(), Optional.empty());
  }

  private Secret find(Requester requester, String id) {
    return SecretArn.find(all(), id, requester.region()).orElseThrow(AwsException::secretNotFound);
  }

  private Map<String, Object> value(Requester requester, Secret secret, String stage) {
    return reveal(
        requester,
        secret,
        version -> version.stage().name().equals(stage),
        "staging label: " + stage);
  }

  /** With a stage too, that must be the version's. */
  private Map<String, Object> valueOf(
      Requester requester, Secret secret, String id, Optional<String> stage) {
    var isOther =
        secrets.versions(secret.name()).stream()
            .filter(version -> version.id().toString().equals(id))
            .anyMatch(
                version -> stage.filter(it -> !version.stage().name().equals(it)).isPresent());
    if (isOther) {
      throw AwsException.invalidRequest(
          "You provided a VersionStage that is not associated to the provided VersionId.");
    }
    return reveal(
        requester, secret, version -> version.id().toString().equals(id), "VersionId: " + id);
  }

  /** Recorded by the use case. */
  private Map<String, Object> reveal(
      Requester requester, Secret secret, Predicate<SecretVersion> wanted, String selector) {
    var revealed =
        secrets
            .reveal(requester.actor(), secret.name(), wanted, requester.accessKey())
            .orElseThrow(() -> AwsException.valueNotFound(selector));
    var answer = new LinkedHashMap<String, Object>();
    answer.put("ARN", SecretArn.of(secret, requester.region()));
    answer.put("Name", secret.name());
    answer.put("VersionId", revealed.version().id().toString());
    answer.put("SecretString", revealed.credentials().toJson().reveal());
    answer.put("VersionStages", List.of(revealed.version().stage().name()));
    answer.put("CreatedDate", seconds(revealed.version().createdAt()));
    return answer;
  }

  private Map<String, Object> described(Requester requester, Secret secret) {
    var entry = new LinkedHashMap<String, Object>();
    entry.put("ARN", SecretArn.of(secret, requester.region()));
    entry.put("Name", secret.name());
    entry.put("Description", secret.description());
    entry.put("LastChangedDate", seconds(secret.changedAt()));
    entry.put("CreatedDate", seconds(secret.createdAt()));
    entry.put(
        "Tags",
        new TreeMap<>(secret.tags())
            .entrySet().stream()
                .map(tag -> Map.of("Key", tag.getKey(), "Value", tag.getValue()))
                .toList());
    return entry;
  }

  private static Map<String, List<String>> stages(List<SecretVersion> versions) {
    var stages = new LinkedHashMap<String, List<String>>();
    versions.forEach(
        version -> stages.put(version.id().toString(), List.of(version.stage().name())));
    return stages;
  }

  private static BigDecimal seconds(Instant instant) {
    return BigDecimal.valueOf(instant.toEpochMilli(), 3);
  }
}

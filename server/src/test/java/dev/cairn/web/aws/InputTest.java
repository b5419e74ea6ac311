package dev.cairn.web.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.StageRef;
import dev.cairn.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What bodies mean, filters above all. */
class InputTest {
  private static final List<Secret> SECRETS =
      Stream.of("shop/dev/postgres", "shop/dev/redis", "shop/prod/postgres", "blog/dev/mysql")
          .map(
              ref -> {
                var stage = StageRef.parse(ref.substring(0, ref.lastIndexOf('/')));
                var engine = ref.substring(ref.lastIndexOf('/') + 1);
                return new Secret(
                    Secret.nameOf(stage, engine),
                    stage,
                    engine,
                    Instant.EPOCH,
                    Instant.EPOCH,
                    Optional.empty(),
                    false);
              })
          .toList();

  private static Input parse(String body) {
    return Input.parse(body.getBytes(StandardCharsets.UTF_8));
  }

  private static List<SecretFilter> filters(String json) {
    return parse("{\"Filters\":" + json + "}").filters().orElseThrow();
  }

  private static List<String> listed(String json) {
    var filters = filters(json);
    return SECRETS.stream()
        .filter(secret -> filters.stream().allMatch(filter -> filter.matches(secret)))
        .map(Secret::name)
        .toList();
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    // Beginnings, case-sensitive
    "name, dev-shop, dev-shop-postgres dev-shop-redis",
    "name, Dev-shop, ''",
    "name, shop, ''",
    "name, dev|prod, dev-shop-postgres dev-shop-redis prod-shop-postgres dev-blog-mysql",
    "tag-key, aws:cloudformation:stack-name,"
        + " dev-shop-postgres dev-shop-redis prod-shop-postgres dev-blog-mysql",
    "tag-key, AWS:, ''",
    "tag-value, shop, dev-shop-postgres dev-shop-redis prod-shop-postgres",
    "tag-value, shop-dev, dev-shop-postgres dev-shop-redis",
    "tag-value, Shop, ''",
    // Words, without case: all of them in a description, one of them anywhere
    "description, SHOP, dev-shop-postgres dev-shop-redis prod-shop-postgres",
    "description, credentials redis, dev-shop-redis",
    "description, prod Postgres, prod-shop-postgres",
    "description, redis blog, ''",
    "all, Redis, dev-shop-redis",
    "all, redis_MYSQL, dev-shop-redis dev-blog-mysql",
    "all, blogProd, prod-shop-postgres dev-blog-mysql",
    "all, hop, ''",
    "all, '-', ''",
    // What secrets here do not have
    "owning-service, rds, ''",
    "primary-region, us, ''",
    "primary-region, !us, dev-shop-postgres dev-shop-redis prod-shop-postgres dev-blog-mysql",
    // Excluded
    "name, !dev, prod-shop-postgres",
    "name, !dev|!prod, ''",
    "name, dev|!dev-shop, dev-blog-mysql",
    "tag-value, !blog, dev-shop-postgres dev-shop-redis prod-shop-postgres",
    "description, !redis, dev-shop-postgres prod-shop-postgres dev-blog-mysql",
    "all, !shop, dev-blog-mysql",
  })
  void filtersMatchAsAwsSays(String key, String values, String names) {
    var quoted =
        Stream.of(values.split("\\|")).map(value -> "\"" + value + "\"").toList().toString();
    assertThat(String.join(" ", listed("[{\"Key\":\"" + key + "\",\"Values\":" + quoted + "}]")))
        .isEqualTo(names);
  }

  @Test
  void everyFilterHasToMatch() {
    assertThat(
            listed(
                """
                [{"Key":"name","Values":["dev"]},{"Key":"tag-value","Values":["shop"]},
                 {"Key":"all","Values":["!redis"]}]
                """))
        .containsExactly("dev-shop-postgres");
    assertThat(listed("[]")).hasSize(4);
  }

  @Test
  void aSpaceWhereACommaBelongsStillMakesOneFilter() {
    assertThat(
            filters(
                """
                [{"Key":"tag-key"},{"Values":["aws:cloudformation:stack-name"]},
                 {"Key":"tag-value","Values":["shop"]}]
                """))
        .isEqualTo(
            filters(
                """
                [{"Key":"tag-key","Values":["aws:cloudformation:stack-name"]},
                 {"Key":"tag-value","Values":["shop"]}]
                """));
    assertThatThrownBy(() -> filters("[{\"Key\":\"tag-key\"}]"))
        .hasMessageContaining("InvalidParameterException");
    assertThatThrownBy(() -> filters("[{\"Values\":[\"x\"]}]"))
        .hasMessageContaining("InvalidParameterException");
    assertThatThrownBy(
            () -> filters("[{\"Key\":\"name\",\"Values\":[\"x\"]},{\"Values\":[\"y\"]}]"))
        .hasMessageContaining("InvalidParameterException");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{\"Key\":\"colour\",\"Values\":[\"x\"]}] | ValidationException",
        "[{\"Key\":\"name\",\"Values\":[\"a;b\"]}] | ValidationException",
        "[{\"Key\":\"name\",\"Values\":[]}] | InvalidParameterException",
        "[{\"Key\":\"name\",\"Values\":[1]}] | SerializationException",
        "[{\"Key\":\"name\",\"Values\":\"x\"}] | SerializationException",
        "[\"name\"] | SerializationException",
        "{} | SerializationException",
      })
  void filtersThatAreNoneAreRefused(String json, String code) {
    assertThatThrownBy(() -> filters(json)).hasMessageContaining(code);
  }

  @Test
  void moreFiltersOrValuesThanAwsTakesAreRefused() {
    var filter = "{\"Key\":\"name\",\"Values\":[\"x\"]}";
    assertThatThrownBy(() -> filters("[" + (filter + ",").repeat(10) + filter + "]"))
        .hasMessageContaining("ValidationException");
    assertThatThrownBy(
            () -> filters("[{\"Key\":\"name\",\"Values\":[" + "\"x\",".repeat(10) + "\"x\"]}]"))
        .hasMessageContaining("ValidationException");
  }

  @Test
  void bodiesAreReadAsAwsReadsThem() {
    assertThatThrownBy(() -> parse("")).hasMessageContaining("SerializationException");
    assertThatThrownBy(() -> parse("[1]")).hasMessageContaining("SerializationException");
    assertThatThrownBy(() -> parse("{\"a\":1,\"a\":2}"))
        .hasMessageContaining("SerializationException");
    assertThat(parse("{\"Unknown\":1,\"SecretId\":\"x\"}").requiredText("SecretId", 9))
        .isEqualTo("x");
    assertThatThrownBy(() -> parse("{}").requiredText("SecretId", 9))
        .hasMessageContaining("ValidationException")
        .hasMessageContaining("'secretId'");
    assertThatThrownBy(() -> parse("{\"MaxResults\":0}").number("MaxResults", 100))
        .hasMessageContaining("greater than or equal to 1");
    assertThatThrownBy(() -> parse("{\"MaxResults\":101}").number("MaxResults", 100))
        .hasMessageContaining("less than or equal to 100");
    assertThatThrownBy(() -> parse("{\"SortOrder\":\"up\"}").oneOf("SortOrder", List.of("asc")))
        .hasMessageContaining("enum value set");
  }
}

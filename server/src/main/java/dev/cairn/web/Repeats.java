package dev.cairn.web;

import dev.cairn.api.WireJson;
import dev.cairn.core.Sensitive;
import dev.cairn.operation.RequestKeys;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Idempotency keys at the door, of the API ({@code Idempotency-Key}) and of the console's forms
 * alike: each is compared with the whole request, its method, address and body. The same text in
 * another order of JSON's members is the same request.
 */
public final class Repeats {
  private static final String ATTRIBUTE = "cairn.repeats";
  private static final String CLAIM = "cairn.repeats.claim";

  /** What a form carries besides what was typed; differs from page to page. */
  private static final Set<String> NOT_TYPED = Set.of("csrf", "once");

  private final RequestKeys keys;
  private final Callers callers;

  public Repeats(RequestKeys keys, Callers callers) {
    this.keys = keys;
    this.callers = callers;
  }

  void register(RoutesConfig routes) {
    routes.before(context -> context.attribute(ATTRIBUTE, this));
    routes.after(this::settle);
  }

  /**
   * The key, once it stands for this very request.
   *
   * @throws dev.cairn.core.ProblemException {@code idempotency-key-reused}
   */
  public static Optional<String> take(Context context, Optional<String> key) {
    Repeats repeats = context.attribute(ATTRIBUTE);
    if (repeats != null && key.isPresent()) {
      repeats.take(context, key.get());
    }
    return key;
  }

  private void take(Context context, String key) {
    var request = context.method().name() + " " + context.path();
    var actor = callers.of(context).required();
    var taken = keys.take(actor, key, request, whole(context, request));
    if (taken.fresh()) {
      context.attribute(CLAIM, taken.claim());
    }
  }

  /** A request that was refused may be corrected and sent again with its key. */
  private void settle(Context context) {
    RequestKeys.Claim claim = context.attribute(CLAIM);
    if (claim != null && context.statusCode() >= 400) {
      keys.release(claim);
    }
  }

  private static Sensitive<String> whole(Context context, String request) {
    var all = new TreeMap<String, Object>();
    all.put("request", request);
    all.put("query", new TreeMap<>(context.queryParamMap()));
    all.put("body", context.isFormUrlencoded() ? typed(context) : json(context.body()));
    return Sensitive.of(WireJson.MAPPER.writeValueAsString(all));
  }

  private static Map<String, List<String>> typed(Context context) {
    var typed = new TreeMap<>(context.formParamMap());
    typed.keySet().removeAll(NOT_TYPED);
    return typed;
  }

  private static Object json(String body) {
    try {
      return sorted(WireJson.MAPPER.readTree(body));
    } catch (JacksonException noJson) {
      return body;
    }
  }

  private static Object sorted(JsonNode node) {
    if (node.isObject()) {
      var members = new TreeMap<String, Object>();
      node.properties().forEach(it -> members.put(it.getKey(), sorted(it.getValue())));
      return members;
    }
    return node.isArray() ? node.valueStream().map(Repeats::sorted).toList() : node;
  }
}

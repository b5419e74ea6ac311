package dev.cairn.web.aws;

import dev.cairn.access.AccessKeys;
import dev.cairn.web.Site;
import dev.cairn.web.ToldOnce;
import dev.cairn.web.UseCases;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.ConnectionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers Secrets Manager's protocol at {@value #PATH}. Every request is signed; cookies and tokens
 * count for nothing here, so that no page in a browser can speak for its user.
 */
public final class SecretsManager implements Site {
  public static final String PATH = "/aws";

  /** The region that clients are told to sign for; any other does as well. */
  public static final String REGION = "us-east-1";

  private static final Logger LOG = LoggerFactory.getLogger(SecretsManager.class);
  private static final String TYPE = "application/x-amz-json-1.1";
  private static final String TARGET = "secretsmanager.";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Signatures signatures;
  private final SecretReads reads;
  private final Clock clock;
  private final ToldOnce told = new ToldOnce();

  public SecretsManager(UseCases use, Clock clock) {
    this(use.accessKeys(), new SecretReads(use.secrets(), use.authorizer()), clock);
  }

  SecretsManager(AccessKeys keys, SecretReads reads, Clock clock) {
    this.signatures = new Signatures(keys, clock);
    this.reads = reads;
    this.clock = clock;
  }

  @Override
  public boolean isForPrograms(String path) {
    return asksWhoItself(path);
  }

  @Override
  public boolean asksWhoItself(String path) {
    return path.equals(PATH) || path.equals(PATH + "/");
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.post(PATH, this::serve);
    routes.post(PATH + "/", this::serve);
  }

  private void serve(Context context) throws IOException {
    context.header("x-amzn-RequestId", UUID.randomUUID().toString());
    // Clients correct a clock of theirs that is wrong by it.
    context.header(
        "Date",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC)));
    try {
      var request = SignedRequest.of(context);
      if (request.isEmpty()) {
        refuse(context, 413, AwsException.tooLarge());
      } else {
        send(context, 200, answer(request.get()));
      }
    } catch (AwsException refused) {
      refuse(context, 400, refused);
    } catch (ConnectionException e) {
      if (told.isNew("state away")) {
        LOG.warn("{}: Cairn's own database is away", PATH, e);
      }
      refuse(context, 503, AwsException.unavailable());
    } catch (RuntimeException e) {
      if (told.isNew(e.getClass().getName())) {
        LOG.error("{} failed", PATH, e);
      }
      refuse(context, 500, AwsException.internal());
    }
  }

  private Map<String, Object> answer(SignedRequest request) {
    var requester = signatures.verify(request);
    var operation =
        request
            .header("x-amz-target")
            .filter(target -> target.startsWith(TARGET))
            .map(target -> target.substring(TARGET.length()))
            .orElseThrow(AwsException::unknownOperation);
    return reads.answer(requester, operation, Input.parse(request.body()));
  }

  private static void refuse(Context context, int status, AwsException refused) {
    context.header("x-amzn-ErrorType", refused.code());
    send(context, status, refusal(refused.code(), refused.text()));
  }

  /** Clients look for either spelling of the message. */
  private static Map<String, Object> refusal(String code, String text) {
    return Map.of("__type", code, "Message", text, "message", text);
  }

  private static void send(Context context, int status, Map<String, ?> body) {
    context.status(status).contentType(TYPE).result(MAPPER.writeValueAsBytes(body));
  }
}

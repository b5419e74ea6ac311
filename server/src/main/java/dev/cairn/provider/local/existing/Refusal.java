package dev.cairn.provider.local.existing;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sentence;
import dev.cairn.core.Violation;
import dev.cairn.engine.MySql;
import dev.cairn.provider.ExistingDatabase;
import java.util.List;

/** Why a database cannot be used: a code, a sentence and a way on for each reason. Pure. */
final class Refusal {
  private Refusal() {}

  static ProblemException because(String field, String code, String message, String suggestion) {
    return Problem.invalid(code, message, suggestion)
        .withViolations(List.of(new Violation(field, message)))
        .toException();
  }

  static ProblemException unknownHost(String host) {
    return because(
        "host",
        "unknown-host",
        "There is no host \"" + host + "\": its name resolves to no address here.",
        "Check its spelling; a name that only a container engine or a VPN knows does not do.");
  }

  static ProblemException refused(ExistingDatabase database) {
    return because(
        "port",
        "connection-refused",
        database.address() + " refuses connections: nothing listens there.",
        "Check the port, that " + name(database) + " runs, and that it listens on that address.");
  }

  static ProblemException timedOut(ExistingDatabase database) {
    return because(
        "host",
        "connection-timed-out",
        database.address() + " did not answer within a few seconds.",
        "Check the address, and that no firewall or security group drops packets from this"
            + " machine.");
  }

  static ProblemException unreachable(ExistingDatabase database, String said) {
    return because(
        "host",
        "host-unreachable",
        database.address() + " cannot be reached: " + Sentence.ended(said),
        "Check the address and this machine's routes.");
  }

  static ProblemException speaks(ExistingDatabase database, Protocol other) {
    if (other == Protocol.SILENT) {
      return because(
          "port",
          "no-answer",
          database.address()
              + " takes connections and then says nothing that "
              + name(database)
              + " would say.",
          "Check that this is the port of " + name(database) + ", not that of something else.");
    }
    return because(
        "port",
        "another-protocol",
        database.address() + " is " + other.words() + ", not " + name(database) + ".",
        other
            .engine()
            .map(it -> "Attach it as " + it + ", or give the port of " + name(database) + ".")
            .orElse("Give the port of " + name(database) + "."));
  }

  static ProblemException tlsNotOffered(ExistingDatabase database) {
    return because(
        "tls",
        "tls-not-offered",
        name(database) + " at " + database.address() + " offers no TLS.",
        "Turn TLS on there or, where nobody else can listen on the way, attach it with --tls off.");
  }

  static ProblemException tlsRequired(ExistingDatabase database) {
    return because(
        "tls",
        "tls-required",
        name(database) + " at " + database.address() + " takes connections over TLS only.",
        "Attach it with --tls require or, with its authority's certificate, --tls verify.");
  }

  static ProblemException asksInClear(ExistingDatabase database) {
    return because(
        "tls",
        "password-in-clear",
        name(database)
            + " at "
            + database.address()
            + " asks for the password in clear. It was not told: without a verified certificate"
            + " anybody may be the one who asks.",
        "Have it ask for scram-sha-256 in its pg_hba.conf, or attach it with --tls verify and, where"
            + " its authority is one of your own, --ca FILE.");
  }

  static ProblemException wrongCredentials(ExistingDatabase database) {
    return because(
        "password",
        "wrong-credentials",
        name(database)
            + " at "
            + database.address()
            + " does not know the user "
            + database.username()
            + " with this password.",
        database.engine() == MySql.INSTANCE && database.tls() == ExistingDatabase.Tls.OFF
            ? "Check both with the engine's own client; where a user has to use TLS, MySQL says the"
                + " same to one without: try --tls require."
            : "Check both with the engine's own client.");
  }

  static ProblemException notAllowed(ExistingDatabase database, String said) {
    return because(
        "username",
        "login-not-allowed",
        name(database)
            + " at "
            + database.address()
            + " does not let "
            + database.username()
            + " in from here: "
            + Sentence.ended(said),
        "Admit this machine and the stage's containers there.");
  }

  static ProblemException noDatabase(ExistingDatabase database) {
    return because(
        "database",
        "no-such-database",
        "There is no database \"" + database.database() + "\" at " + database.address() + ".",
        "Check its name, or create it there first: Cairn creates nothing in a database that it"
            + " does not run.");
  }

  static ProblemException noAccess(ExistingDatabase database) {
    return because(
        "username",
        "no-access-to-database",
        "The user "
            + database.username()
            + " may not use the database \""
            + database.database()
            + "\" at "
            + database.address()
            + ".",
        "Grant it there, or attach it with another user.");
  }

  static ProblemException missingPrivileges(ExistingDatabase database, String said) {
    return because(
        "username",
        "missing-privileges",
        "The user "
            + database.username()
            + " may log in to "
            + database.address()
            + " and do nothing there: "
            + Sentence.ended(said),
        "Grant what the application needs, or attach it with another user.");
  }

  static ProblemException tooOld(ExistingDatabase database, String version, String least) {
    return because(
        "host",
        "version-too-old",
        name(database) + " at " + database.address() + " is " + version + ".",
        "Upgrade it to " + least + " or later; Cairn cannot look after its application otherwise.");
  }

  static ProblemException busy(ExistingDatabase database, String said) {
    return because(
        "host",
        "server-busy",
        name(database)
            + " at "
            + database.address()
            + " takes no connection now: "
            + Sentence.ended(said),
        "Try again in a moment.");
  }

  static ProblemException failed(ExistingDatabase database, String said) {
    return because(
        "host",
        "login-failed",
        "Logging in to "
            + name(database)
            + " at "
            + database.address()
            + " as "
            + database.username()
            + " failed: "
            + Sentence.ended(said),
        "Try the same with the engine's own client from this machine.");
  }

  static String name(ExistingDatabase database) {
    return database.engine().displayName();
  }

  /** A driver's words as the end of a sentence of ours. */
  static String said(Throwable failure) {
    var text = String.valueOf(failure.getMessage()).lines().findFirst().orElse("").strip();
    return text.replaceFirst("^(FATAL|ERROR): ", "").replaceFirst("[.]$", "");
  }
}

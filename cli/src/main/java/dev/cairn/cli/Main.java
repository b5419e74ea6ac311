package dev.cairn.cli;

import dev.cairn.api.ApiProblemException;
import dev.cairn.cli.terminal.Problems;
import dev.cairn.cli.terminal.Terminal;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs one command. Exit status: 0 done, 1 failed, 2 wrong usage. */
public final class Main {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private Main() {}

  public static void main(String[] arguments) {
    var status = commandLine(Cairn.of(arguments)).execute(arguments);
    Terminal.out().flush();
    System.exit(status);
  }

  static CommandLine commandLine(CommandLine bare) {
    return bare.setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(Main::wrongUsage)
        .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure));
  }

  private static int wrongUsage(ParameterException failure, String[] arguments) {
    var command = failure.getCommandLine();
    Terminal.err().println("cairn: " + failure.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(failure, Terminal.err())) {
      Terminal.err().println("  → See: " + command.getCommandSpec().qualifiedName() + " --help");
    }
    return USAGE;
  }

  private static int failed(Exception failure) {
    if (failure instanceof ApiProblemException known) {
      Terminal.err().print(Problems.render(known.problem()));
      return switch (known.problem().code()) {
        case "invalid-reference",
            "invalid-assignment",
            "invalid-age",
            "invalid-address",
            "no-json",
            "confirmation-needed" ->
            USAGE;
        default -> FAILED;
      };
    }
    // Not its message: that may hold what was being sent, a token for example.
    Throwable origin = failure;
    while (origin.getCause() != null) {
      origin = origin.getCause();
    }
    Terminal.err()
        .println(
            "cairn: The command ended by a mistake of its own: "
                + origin.getClass().getSimpleName()
                + Stream.of(failure.getStackTrace())
                    .filter(frame -> frame.getClassName().startsWith("dev.cairn."))
                    .findFirst()
                    .map(frame -> " at " + frame)
                    .orElse(""));
    Terminal.err().println("  → Report this line and the command; cairn op list shows what began.");
    return FAILED;
  }
}

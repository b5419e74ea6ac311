package dev.cairn.cli;

import dev.cairn.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn completion}. */
@Command(
    name = "completion",
    description = "Print a completion script, for example: source <(cairn completion bash)")
final class Completion implements Callable<Integer> {
  /** Shells that can complete. */
  enum Shell {
    bash,
    zsh
  }

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private Shell shell = Shell.bash;

  @Override
  public Integer call() {
    if (shell == Shell.zsh) {
      Terminal.out().println("autoload -U +X compinit && compinit");
    }
    Terminal.out().println(AutoComplete.bash("cairn", Cairn.whole()));
    return 0;
  }
}

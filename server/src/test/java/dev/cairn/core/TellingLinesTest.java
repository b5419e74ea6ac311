package dev.cairn.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** On what programs really said. */
class TellingLinesTest {
  private static final String ESC = "\033";

  @Test
  void mavenTellsTheGoalAndNotWhereToReadMore() {
    var output =
        """
        [INFO] -------------------------------------------------------------
        [ERROR] COMPILATION ERROR :\s
        [INFO] -------------------------------------------------------------
        [ERROR] /src/A.java:[3,5] cannot find symbol
          symbol:   class Foo
        [INFO] 1 error
        [INFO] BUILD FAILURE
        [INFO] Total time:  1.204 s
        [INFO] Finished at: 2026-01-01T10:00:00Z
        [ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.13.0:compile \
        (default-compile) on project notes: Compilation failure
        [ERROR] /src/A.java:[3,5] cannot find symbol
        [ERROR]   symbol:   class Foo
        [ERROR]\s
        [ERROR] -> [Help 1]
        [ERROR]\s
        [ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.
        [ERROR] Re-run Maven using the -X switch to enable full debug logging.
        [ERROR]\s
        [ERROR] For more information about the errors and possible solutions, please read the following articles:
        [ERROR] [Help 1] http://cwiki.apache.org/confluence/display/MAVEN/MojoFailureException
        %s[0m%s[0m
        """
            .formatted(ESC, ESC);
    assertThat(TellingLines.best(output)).isEqualTo("[ERROR] /src/A.java:[3,5] cannot find symbol");
    assertThat(TellingLines.of(output))
        .anyMatch(line -> line.startsWith("[ERROR] Failed to execute goal"))
        .endsWith("[ERROR] /src/A.java:[3,5] cannot find symbol", "[ERROR]   symbol:   class Foo")
        .noneMatch(line -> line.contains("Help 1") || line.contains(ESC));
  }

  @Test
  void npmTellsTheMissingScriptAndNotItsLog() {
    var output =
        """
        npm error Missing script: "buld"
        npm error
        npm error Did you mean this?
        npm error   npm run build # run the "build" package script
        npm error
        npm error To see a list of scripts, run:
        npm error   npm run
        npm error A complete log of this run can be found in: /home/anna/.npm/_logs/2026-11-29-debug-0.log
        """;
    assertThat(TellingLines.best(output)).isEqualTo("npm error Missing script: \"buld\"");
    assertThat(TellingLines.of(output)).noneMatch(line -> line.contains("complete log"));
  }

  @Test
  void nodeTellsTheErrorThatItsStackHides() {
    var output =
        """

        > x@1.0.0 build
        > node build.js

        node:internal/modules/cjs/loader:1210
          throw err;
          ^

        Error: Cannot find module './nowhere'
        Require stack:
        - /app/build.js
            at Module._resolveFilename (node:internal/modules/cjs/loader:1207:15)
            at Module._load (node:internal/modules/cjs/loader:1038:27)
            at Module.require (node:internal/modules/cjs/loader:1289:19)
            at Object.<anonymous> (/app/build.js:1:11)
            at node:internal/main/run_main_module:28:49 {
          code: 'MODULE_NOT_FOUND',
          requireStack: [ '/app/build.js' ]
        }

        Node.js v20.20.2
        """;
    assertThat(TellingLines.best(output)).isEqualTo("Error: Cannot find module './nowhere'");
    assertThat(TellingLines.sentence(output))
        .startsWith(": Error: Cannot find module './nowhere'.\nIts last lines:\n")
        .doesNotContain("    at ");
  }

  @Test
  void pipTellsWhatItCouldNotFind() {
    var output =
        """
        ERROR: Could not find a version that satisfies the requirement flsk==9 (from versions: none)
        ERROR: No matching distribution found for flsk==9

        [notice] A new release of pip is available: 23.2.1 -> 26.0
        [notice] To update, run: pip install --upgrade pip
        """;
    assertThat(TellingLines.of(output))
        .containsExactly(
            "ERROR: Could not find a version that satisfies the requirement flsk==9 (from versions:"
                + " none)",
            "ERROR: No matching distribution found for flsk==9");
  }

  @Test
  void cargoTellsTheErrorAndWhereItIs() {
    var output =
        """
           Compiling x v0.1.0 (/app)
        error[E0425]: cannot find value `y` in this scope
         --> src/main.rs:1:27
          |
        1 | fn main(){ println!("{}", y); }
          |                           ^ not found in this scope

        For more information about this error, try `rustc --explain E0425`.
        error: could not compile `x` (bin "x") due to 1 previous error
        """;
    assertThat(TellingLines.best(output)).startsWith("error: could not compile `x`");
    assertThat(TellingLines.of(output))
        .contains("error[E0425]: cannot find value `y` in this scope", " --> src/main.rs:1:27")
        .noneMatch(line -> line.contains("rustc --explain"));
  }

  @Test
  void dockerTellsWhatTheStepSaid() {
    var output =
        """
        #7 [stage-0 4/4] RUN ./build.sh
        #7 sha256:e49661186af4951b146098839d1a487f7097835c03c849721eb6bce6aa9499ab
        #7 1.776 %s[31mmake: *** No rule to make target 'all'.  Stop.%s[0m
        #7 ERROR: executor failed running [/bin/sh -c ./build.sh]: exit code: 2
        ------
         > [stage-0 4/4] RUN ./build.sh:
        ------
        executor failed running [/bin/sh -c ./build.sh]: exit code: 2
        """
            .formatted(ESC, ESC);
    assertThat(TellingLines.of(output))
        .contains("make: *** No rule to make target 'all'.  Stop.")
        .endsWith("executor failed running [/bin/sh -c ./build.sh]: exit code: 2")
        .noneMatch(line -> line.contains("sha256"));
  }

  @Test
  void coloursAloneSayNothing() {
    assertThat(TellingLines.of(ESC + "[0m" + ESC + "[0m\n\n")).isEmpty();
    assertThat(TellingLines.sentence("")).isEqualTo(".");
    assertThat(TellingLines.best("the disk is full\n" + ESC + "[0m\n"))
        .isEqualTo("the disk is full");
  }

  @Test
  void whatACarriageReturnWroteOverAndControlCodesAreGone() {
    assertThat(TellingLines.plain("10 %\r50 %\r100 %\r")).isEqualTo("100 %");
    assertThat(TellingLines.plain(ESC + "]0;title\007done" + ESC + "[2K" + ESC + "(B\b"))
        .isEqualTo("done");
  }

  @Test
  void reasonIsFoundBeforeTheFewLinesThatFollowIt() {
    var output =
        """
        first
        fatal: the reason
        cleaning up
        another
        third
        fourth
        fifth
        sixth
        """;
    assertThat(TellingLines.best(output)).isEqualTo("fatal: the reason");
  }
}

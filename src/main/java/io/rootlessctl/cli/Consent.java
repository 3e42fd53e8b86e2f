package io.rootlessctl.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Whether what a command has shown shall be done: asked on a terminal, nowhere else. */
final class Consent {
    @Option(names = {"-y", "--yes"}, description = "Do it without asking.")
    private boolean yes;

    @Option(names = {"-n", "--dry-run"}, description = "Only show what it would do.")
    private boolean dryRun;

    boolean dryRun() {
        return dryRun;
    }

    /** Nobody there to be asked is a no: the plan was shown, and the exit status says that it is pending. */
    boolean given(Invocation invocation, String question) throws IOException {
        if (yes || dryRun) {
            return yes && !dryRun;
        }
        if (!invocation.canAsk()) {
            invocation.err().println("rootlessctl: nothing was done; run it again with --yes");
            return false;
        }
        invocation.err().print(question + " [y/N] ");
        invocation.err().flush();
        var line = new BufferedReader(new InputStreamReader(invocation.in(), StandardCharsets.UTF_8)).readLine();
        boolean agreed = line != null && line.strip().toLowerCase(Locale.ROOT).matches("y|yes");
        if (!agreed) {
            invocation.err().println("rootlessctl: nothing was done");
        }
        return agreed;
    }
}

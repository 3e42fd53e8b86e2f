package io.rootlessctl.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.model.Action;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.PackageSystem;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import io.rootlessctl.plan.Remedy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RemedyTextTest {
    @TempDir
    Path directory;

    @Test
    void theScriptHasRootsCommandsOnly() {
        Golden.assertMatches("remedies.txt", PlanText.remedies(Examples.unprepared()));
        assertEquals("", PlanText.remedies(Examples.mixed()));
        assertEquals("", PlanText.remedies(Plan.EMPTY));
    }

    @Test
    void aShellAcceptsBothForms() {
        assertSyntax(PlanText.remedies(Examples.unprepared()));
        assertSyntax(pasted(Examples.unprepared()));
    }

    /** StepTextTest has every kind of step. SC2174 is of directories above, which are there when a step makes one. */
    @ParameterizedTest
    @EnumSource
    void aLinterHasNothingAgainstTheCommandsOfAnyStep(PackageSystem system) {
        var steps = new ArrayList<>(StepTextTest.steps().keySet());
        steps.add(new Step.InstallPackages(system, List.of("uidmap", "slirp4netns")));
        steps.add(new Step.WriteFile(Path.of("/etc/subuid"), "", 0644));
        var commands = Remedy.commands(steps).toArray(String[]::new);
        var script = RemedyText.script(List.of(remedied("a", commands)));
        assertSucceeds(Commands.run(
                List.of("shellcheck", "-s", "sh", "-e", "SC2174", "-"), Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C.UTF-8"), directory, script));
    }

    @Test
    void pastingTheBlockRunsTheCommandsToTheLetter() throws IOException {
        var content = "one 'two'\nEOF\n  three \\ $HOME\nEOF1\n";
        var file = directory.resolve("99.conf");
        var plan = Examples.blocked(remedied("a", "cat >" + directory + "/eaten"), remedied("b",
                "printf %s " + "'" + content.replace("'", "'\\''") + "' > " + file), remedied("c\nrm -rf x", "true"));
        assertTrue(pasted(plan).startsWith("sudo sh -eu <<'EOF2'\n{\n# sysctl[a]\n"), pasted(plan));
        assertSucceeds(shell(pasted(plan)));
        assertEquals(content, Files.readString(file));
        assertEquals("", Files.readString(directory.resolve("eaten")), "a command read the rest of the script");
        Files.delete(file);
        assertSucceeds(shell(PlanText.remedies(plan)));
        assertEquals(content, Files.readString(file));
    }

    @Test
    void theFirstCommandThatFailsEndsTheBlock() throws IOException {
        var plan = Examples.blocked(remedied("a", "false"), remedied("b", "touch " + directory + "/reached"));
        assertEquals(1, shell(pasted(plan)).exit());
        assertEquals(1, shell(PlanText.remedies(plan)).exit());
        assertTrue(Files.notExists(directory.resolve("reached")));
    }

    private static Blocked remedied(String name, String... commands) {
        var change = new Change(
                new Address("sysctl", name), Scope.HOST, Action.UPDATE, Effect.NONE, List.of(), List.of(), "");
        return new Blocked(change, "needs root", List.of(commands));
    }

    /** What a reader copies: from the line with sudo to the delimiter. */
    private static String pasted(Plan plan) {
        var text = PlanText.render(plan, Style.PLAIN);
        var lines = text.substring(text.indexOf("sudo sh -eu <<"));
        return lines.substring(0, lines.indexOf("\n\n") + 1);
    }

    private void assertSyntax(String script) {
        assertSucceeds(Commands.run(List.of("sh", "-n"), Map.of("PATH", "/usr/bin:/bin"), directory, script));
    }

    private static void assertSucceeds(Outcome outcome) {
        assertEquals(0, outcome.exit(), outcome.out() + outcome.err());
    }

    /** With a sudo that only runs the command. */
    private Outcome shell(String script) throws IOException {
        var sudo = directory.resolve("sudo");
        Files.writeString(sudo, "#!/bin/sh\nexec \"$@\"\n");
        assertTrue(sudo.toFile().setExecutable(true));
        return Commands.run(List.of("sh"), Map.of("PATH", directory + ":/usr/bin:/bin"), directory, script);
    }
}

package io.rootlessctl.lab;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/**
 * Each indented block of README.md, by how it begins, with whoever has run what it shows: a file of a scenario below
 * src/test/resources/cli, in which it stands, or a test that takes its text from here, runs the commands, declares the
 * manifest, or compares the output. ReadmeTest fails for a block that nobody has run.
 */
public enum ReadmeBlock {
    QUICKSTART("sudo packaging/rootlessctl apply -f examples/quickstart.toml", "QuickstartIT"),
    ALL_TESTS("sudo packaging/test\n", "ReadmeTest"),
    QUICKSTART_DONE("done  ~ daemon[rootless]", "QuickstartIT"),
    INSTALL("sudo dpkg -i ", "PackageIT"),
    FIRST_FILE("schema = 1\n", "readme/rootless.toml"),
    PLAN("alice:\n", "readme/stdout"),
    STATUS("alice: running since ", "readme/stdout"),
    DRIFT("changed since the last apply", "readme/stdout"),
    TYPO("rootless.toml:3:1: ", "readme-typo/stderr"),
    TCP("[expose.tcp]\n", "TcpExposureIT"),
    TCP_CLIENT("$ scp ", "TcpExposureIT"),
    TCP_FILES("Blocked:\n  ! tcp[alice]", "readme-tcp/stdout"),
    PROGRAMS("[install]\n", "ProgramsIT"),
    EXEC("$ rootlessctl exec ", "InsideIT"),
    IDMAP("$ rootlessctl idmap ", "InsideIT"),
    BACKUP("$ rootlessctl backup ", "BackupIT"),
    IMPORT("[daemon.settings]\nlog-driver = \"local\"  # ", "import-systemd/stdout"),
    METRICS("rootlessctl_drift_last_success_timestamp_seconds ", "drift-metrics/stdout"),
    COLLECTION("ansible-galaxy ", "AnsibleSanityIT"),
    FLEET("ansible-playbook ", "AnsibleIT"),
    REPORTS("rootlessctl status -o json > ", "ReportIT"),
    REPORT_UNREAD("rootlessctl: report: web7.plan.json: ", "report-fleet/stderr"),
    ADVICE("Warnings:\n", "lint/stdout"),
    LINT("[lint]\n", "lint/ignoring.toml"),
    FAILED("Failed:\n", "daemon-does-not-start/stdout"),
    CUT_OFF("rootlessctl: apply (number 1, ", "told-of-a-cut-off-apply/stderr"),
    PACKAGES_LOCKED("x packages[host]\n", "PackageManagersIT"),
    DOCTOR("1. sub-ids[alice] ", "readme/stdout"),
    PROBE("[daemon]\nprobe = ", "EgressIT"),
    EGRESS_LOST("1. egress-lost ", "EgressIT"),
    ONE_TEST("sudo packaging/test -D", "ReadmeTest");

    private final String start;
    private final String runBy;

    ReadmeBlock(String start, String runBy) {
        this.start = start;
        this.runBy = runBy;
    }

    public static List<ReadmeBlock> claiming(String block) {
        return Stream.of(values()).filter(one -> (block + "\n").startsWith(one.start)).toList();
    }

    /** A test class, or SCENARIO/FILE. */
    public String runBy() {
        return runBy;
    }

    public boolean isOfScenario() {
        return runBy.contains("/");
    }

    /** As it stands there, without its indentation. */
    public String text() {
        return Readme.blocks().stream().filter(block -> claiming(block).contains(this)).findFirst()
                .orElseThrow(() -> new AssertionError(Readme.FILE + " has no block that begins with: " + start));
    }

    /** Its lines as commands for a shell of root's: without the prompt, and without sudo. */
    public List<String> commands() {
        return text().lines().map(line -> line.replaceFirst("^\\$ ", "").replaceFirst("^sudo ", "")).toList();
    }

    /** Fails unless this is part of the output. */
    public void assertIn(String output) {
        assertLike(text(), output, Matcher::find);
    }

    /** Runs each command of it, {@code $ rootlessctl ...}, and fails unless it prints all that is shown below it. */
    public void assertRuns(Function<String, Outcome> shell) {
        for (var part : text().split("(?m)^\\$ ")) {
            int end = part.indexOf('\n');
            if (end > 0) {
                var outcome = shell.apply(part.substring(0, end)).expect(0);
                assertLike(part.substring(end).strip(), outcome.out().strip(), Matcher::matches);
            }
        }
    }

    private static void assertLike(String shown, String output, Function<Matcher, Boolean> agrees) {
        assertTrue(agrees.apply(Readme.pattern(shown).matcher(output)),
                () -> Readme.FILE + " shows:\n" + shown + "\nand what is printed:\n" + output);
    }
}

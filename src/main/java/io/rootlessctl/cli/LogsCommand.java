package io.rootlessctl.cli;

import io.rootlessctl.host.LogEntry;
import io.rootlessctl.host.LogQuery;
import io.rootlessctl.render.LogJson;
import io.rootlessctl.render.Shown;
import io.rootlessctl.resource.Daemon;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "logs", description = {
        "Show what the daemon has logged.",
        "From docker.service's journal, or from the file of a daemon without systemd."},
        sortOptions = false, abbreviateSynopsis = true, optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:shown", "1:failed"},
        footerHeading = "%nExamples:%n", footer = {
            "  rootlessctl logs --lines 20",
            "  rootlessctl logs --since 10m --follow"})
final class LogsCommand implements Callable<Integer> {
    private static final int USUAL = 100;

    private final Invocation invocation;

    @Option(names = {"-F", "--follow"}, description = "Go on with what is logged from now on, until Ctrl-C.")
    private boolean follow;

    @Option(names = {"-n", "--lines"}, paramLabel = "N", description = {
        "The last N lines, or all. Without it the last 100,",
        "and with --since all since then."})
    private String lines;

    @Option(names = "--since", paramLabel = "TIME", description = {
        "Nothing older: 90s, 10m, 2h, 3d ago, today,",
        "yesterday, 2026-11-22, 2026-11-22T08:30 or",
        "2026-11-22T08:30:00Z."})
    private String since;

    @Mixin
    private Options options;

    LogsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var from = Optional.ofNullable(since).map(this::moment);
        var count = count(from.isPresent());
        var user = Session.openOrDefaults(invocation, options).onlyUser("logs");
        var file = user.systemd() ? Optional.<Path>empty() : Optional.of(Daemon.log(user));
        invocation.host().get().daemonView().readLog(
                user.account(), new LogQuery(file, count, from, follow), this::print);
        return ExitStatus.OK.code();
    }

    /** Whether anybody reads on. */
    private boolean print(LogEntry entry) {
        invocation.out().println(options.json() ? LogJson.line(entry) : Shown.line(entry.message().replace("\t", "    ")));
        return !invocation.out().checkError();
    }

    private Optional<Integer> count(boolean bounded) {
        if (lines == null) {
            return bounded ? Optional.empty() : Optional.of(USUAL);
        }
        if (lines.equals("all")) {
            return Optional.empty();
        }
        if (lines.matches("\\d{1,9}")) {
            return Optional.of(Integer.valueOf(lines));
        }
        throw new UsageException("--lines " + lines + ": expected a number, or all", null);
    }

    private Instant moment(String text) {
        return PastTime.parse(text, invocation.clock().instant(), ZoneId.systemDefault()).orElseThrow(() ->
                new UsageException("--since " + text + ": expected a time such as 10m, yesterday, 2026-11-22 or "
                        + "2026-11-22T08:30:00Z", null));
    }
}

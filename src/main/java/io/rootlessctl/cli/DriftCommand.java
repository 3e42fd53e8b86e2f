package io.rootlessctl.cli;

import io.rootlessctl.host.linux.write.JournalSocket;
import io.rootlessctl.model.OpenApply;
import io.rootlessctl.model.Plan;
import io.rootlessctl.plan.Planner;
import io.rootlessctl.render.DriftJson;
import io.rootlessctl.render.DriftText;
import io.rootlessctl.render.JournalFields;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "drift", description = "Tell whether the host is still as declared; silent when it is.",
        sortOptions = false, abbreviateSynopsis = true, optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:as declared", "1:failed", "2:not as declared"},
        footerHeading = "%nExamples:%n", footer = {
            "  rootlessctl drift || echo \"not as declared\"",
            "  # from cron or a timer, for node_exporter",
            "  rootlessctl drift --metrics /var/lib/node_exporter/rootlessctl.prom",
            "  # from a systemd timer",
            "  rootlessctl drift --journal"})
final class DriftCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";
    private static final String SOCKET = "/run/systemd/journal/socket";

    private final Invocation invocation;

    @Option(names = "--metrics", paramLabel = "FILE", description = {
        "Also write metrics for Prometheus, for the text-file",
        "collector of node_exporter; - prints only them."})
    private String metrics;

    @Option(names = "--journal", arity = "0..1", paramLabel = "SOCKET", fallbackValue = SOCKET,
            description = {
        "Print nothing: make one entry with fields in",
        "systemd's journal, none when all is as declared."})
    private Path journal;

    @Mixin
    private Options options;

    DriftCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    /** @param metrics null where no file is named */
    DriftCommand(Invocation invocation, Options options, String metrics, boolean journal) {
        this.invocation = invocation;
        this.options = options;
        this.metrics = metrics;
        this.journal = journal ? Path.of(SOCKET) : null;
    }

    @Override
    public Integer call() throws Exception {
        var file = Optional.ofNullable(metrics);
        if (file.equals(Optional.of(""))) {
            throw new UsageException("--metrics: found an empty name, expected a file", null);
        }
        // The host's look leaves the working directory.
        var named = file.filter(name -> !name.equals(STANDARD_OUTPUT)).map(invocation.directory()::resolve);
        try (var progress = Progress.of(invocation)) {
            var session = Session.looking(invocation, options);
            var open = session.told(invocation);
            var survey = session.survey(progress);
            var text = file.isPresent() ? metrics(session, survey, progress) : "";
            if (named.isPresent()) {
                MetricsFile.write(named.get(), text);
            }
            tell(survey.plan(), open, file.filter(STANDARD_OUTPUT::equals).map(_ -> text));
            return (survey.plan().asDeclared() && !Overdue.among(open) ? ExitStatus.OK : ExitStatus.PENDING).code();
        }
    }

    private String metrics(Session session, Planner.Survey survey, Progress progress) throws IOException {
        progress.show(Progress.LOOKING);
        var text = new MetricsFile(invocation, session).text(survey);
        progress.clear();
        return text;
    }

    private void tell(Plan plan, List<OpenApply> open, Optional<String> instead) throws IOException {
        if (journal != null) {
            journal(plan);
        }
        if (instead.isPresent()) {
            invocation.out().print(instead.get());
        } else if (options.json()) {
            invocation.out().print(DriftJson.render(plan, open));
        } else if (journal == null) {
            invocation.show(DriftText.render(plan, invocation.style(), invocation.width()));
        }
    }

    private void journal(Plan plan) throws IOException {
        if (!plan.asDeclared()) {
            var entry = new JournalSocket();
            JournalFields.drift(plan).forEach(field -> entry.add(field.name(), field.value()));
            entry.send(invocation.directory().resolve(journal));
        }
    }
}

package io.rootlessctl.cli;

import io.rootlessctl.model.Plan;
import io.rootlessctl.render.PlanJson;
import io.rootlessctl.render.Shown;
import io.rootlessctl.render.StatusJson;
import io.rootlessctl.render.report.FleetPage;
import io.rootlessctl.render.report.HostPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "report", description = {
        "Write a page for a browser: this host, or many.",
        "Of this host: each daemon with its ids, namespaces and network, and what is not",
        "as declared. Of many: what `status -o json`, `plan -o json` and the like have",
        "printed there, one or more files a host: HOST.json, HOST.status.json,",
        "HOST.plan.json. The page is one file and loads nothing."},
        sortOptions = false, abbreviateSynopsis = true, optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {
            "0:written, whatever it says", "1:failed, or a file of --fleet is left out of the page"},
        footerHeading = "%nExamples:%n", footer = {
            "  rootlessctl report --html host.html",
            "  # of many hosts, from what status -o json has printed there",
            "  rootlessctl report --fleet states --html fleet.html"})
final class ReportCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";

    private final Invocation invocation;

    @Option(names = "--html", paramLabel = "FILE", description = {
        "Write to this file, and replace a former report.",
        "Without it, and for -, to standard output."})
    private String html;

    @Option(names = "--fleet", paramLabel = "DIR", description = "Of the hosts whose JSON files are in this directory.")
    private String fleet;

    @Option(names = "--force", description = "Replace the file even if it is no report.")
    private boolean force;

    @Option(names = {"-f", "--file"}, paramLabel = "FILE", description = {
        "The manifest, as for plan; without one there is",
        "nothing to compare the host with."})
    private String manifest;

    @Option(names = "--user", paramLabel = "NAME", description = {
        "For root: only this user, not all whom the",
        "manifest names."})
    private String user;

    /** Read by {@link Main} before logging starts; here so that it is known and in the help. */
    @Option(names = "--debug", description = "Log whatever is run and asked to standard error.")
    private boolean debug;

    @Mixin
    private HelpOption help;

    ReportCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        checkUsage();
        var file = Optional.ofNullable(html).filter(name -> !name.equals(STANDARD_OUTPUT))
                .map(name -> invocation.directory().resolve(name).normalize());
        // The host's look leaves the working directory.
        var directory = Optional.ofNullable(fleet).map(name -> invocation.directory().resolve(name).normalize());
        var target = file.isPresent() ? Optional.of(ReportFile.at(file.get(), force, invocation.host().get()))
                : Optional.<ReportFile>empty();
        if (directory.isEmpty()) {
            write(host(), target);
            return ExitStatus.OK.code();
        }
        var page = fleet(directory.get());
        write(page.html(), target);
        page.troubles().forEach(trouble -> invocation.err().println(Shown.line("rootlessctl: report: " + trouble)));
        return (page.troubles().isEmpty() ? ExitStatus.OK : ExitStatus.FAILED).code();
    }

    private FleetPage.Rendered fleet(Path directory) throws IOException {
        try (var progress = Progress.of(invocation)) {
            progress.show("reading " + directory);
            return FleetPage.render(FleetFolder.read(directory), invocation.clock().instant(), RootCommand.version());
        }
    }

    private void checkUsage() {
        if ("".equals(html) || "".equals(fleet)) {
            throw new UsageException((html == null || !html.isEmpty() ? "--fleet" : "--html")
                    + ": found an empty name, expected a " + (html == null || !html.isEmpty() ? "directory" : "file"), null);
        }
        if (fleet != null && (manifest != null || user != null)) {
            throw new UsageException("--fleet: found " + (manifest != null ? "-f" : "--user")
                    + " too, which is about this host alone; expected one of the two", null);
        }
        if ((html == null || html.equals(STANDARD_OUTPUT)) && invocation.terminal()) {
            throw new UsageException("report: found a terminal, which shows no pages; name a file with --html", null);
        }
    }

    private void write(String page, Optional<ReportFile> target) throws IOException {
        if (target.isPresent()) {
            target.get().write(page);
        } else {
            invocation.out().print(page);
        }
    }

    /** From what `status` and `plan` print, so that it says nothing else than they do. */
    private String host() throws Exception {
        var session = Session.openOrDefaults(invocation, Optional.ofNullable(manifest), Optional.ofNullable(user));
        var open = session.told(invocation);
        try (var progress = Progress.of(invocation)) {
            Optional<Plan> plan = session.declared() ? Optional.of(session.plan(progress)) : Optional.empty();
            progress.show(Progress.LOOKING);
            var status = StatusJson.render(StatusCommand.status(session, plan), open);
            var name = session.host().sysctl("kernel.hostname").found().orElse("this host");
            return HostPage.render(name, status, plan.map(known -> PlanJson.plan(known, open)),
                    invocation.clock().instant(), RootCommand.version());
        }
    }
}

package io.rootlessctl.cli;

import io.rootlessctl.manifest.InvalidManifestException;
import io.rootlessctl.render.ProblemsJson;
import io.rootlessctl.render.Shown;
import io.rootlessctl.resource.HostCheck;
import io.rootlessctl.resource.HostProblem;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "validate", description = {
        "Check the manifest, and nothing of the host.",
        "Every problem is named, with its line and column."},
        sortOptions = false, abbreviateSynopsis = true, optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {
            " 0:valid", " 1:with --host: the host has problems, or failed", "65:not valid"},
        footerHeading = "%nExamples:%n", footer = {
            "  rootlessctl validate -f rootless.toml",
            "  rootlessctl validate --host",
            "  # for an editor or a pipeline",
            "  rootlessctl validate -f - -o json <rootless.toml"})
final class ValidateCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--host", description = {
        "Check this host too: that its users are there,",
        "and its subordinate ids nobody else's."})
    private boolean host;

    @Mixin
    private Options options;

    ValidateCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        return (options.json() ? json() : text()).code();
    }

    private ExitStatus text() throws Exception {
        var problems = problems();
        problems.forEach(problem -> invocation.err().println(Shown.line(problem.text())));
        if (problems.isEmpty()) {
            invocation.out().println("valid");
        }
        return status(problems);
    }

    /** Here the problems are the result. */
    private ExitStatus json() {
        try {
            var problems = problems();
            invocation.out().print(ProblemsJson.valid(host ? Optional.of(problems) : Optional.empty()));
            return status(problems);
        } catch (InvalidManifestException e) {
            invocation.out().print(ProblemsJson.render(e.problems()));
        } catch (UnusableManifestException e) {
            invocation.out().print(ProblemsJson.unusable(e.file(), e.found()));
        }
        return ExitStatus.INVALID_MANIFEST;
    }

    /** Those of the host, if it is to be looked at. */
    private List<HostProblem> problems() throws UnusableManifestException, InvalidManifestException {
        if (!host) {
            new ManifestFile(invocation).read(options.file());
            return List.of();
        }
        var session = Session.open(invocation, options);
        session.told(invocation);
        try (var progress = Progress.of(invocation)) {
            var declaration = session.declaration();
            progress.show(Progress.LOOKING);
            return HostCheck.of(declaration, session.host());
        }
    }

    private static ExitStatus status(List<HostProblem> problems) {
        return problems.isEmpty() ? ExitStatus.OK : ExitStatus.FAILED;
    }
}

package io.rootlessctl.cli;

import io.rootlessctl.manifest.InvalidManifestException;
import io.rootlessctl.render.ProblemsJson;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "validate", description = {
        "Check the manifest, and nothing of the host.",
        "Every problem is named, with its line and column."},
        sortOptions = false, abbreviateSynopsis = true, optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {" 0:valid", "65:not valid"})
final class ValidateCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private Options options;

    ValidateCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        if (options.json()) {
            return json().code();
        }
        new ManifestFile(invocation).read(options.file());
        invocation.out().println("valid");
        return ExitStatus.OK.code();
    }

    /** Here the problems are the result. */
    private ExitStatus json() {
        try {
            new ManifestFile(invocation).read(options.file());
            invocation.out().print(ProblemsJson.render(List.of()));
            return ExitStatus.OK;
        } catch (InvalidManifestException e) {
            invocation.out().print(ProblemsJson.render(e.problems()));
        } catch (UnusableManifestException e) {
            invocation.out().print(ProblemsJson.unusable(e.file(), e.found()));
        }
        return ExitStatus.INVALID_MANIFEST;
    }
}

package io.rootlessctl.cli;

import io.rootlessctl.model.Plan;
import io.rootlessctl.plan.Diagnosis;
import io.rootlessctl.plan.Doctor;
import io.rootlessctl.render.DiagnosisJson;
import io.rootlessctl.render.DiagnosisText;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "doctor", description = {
        "Find what is wrong, and what mends it.",
        "Looks at everything that a plan looks at and more,",
        "and at what the daemon has logged. Changes nothing."},
        sortOptions = false, abbreviateSynopsis = true, optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:nothing is wrong", "1:failed", "2:something is wrong"},
        footerHeading = "%nExamples:%n", footer = {
            "  rootlessctl doctor",
            "  # as root, of a user whom no file names",
            "  rootlessctl doctor --user alice"})
final class DoctorCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private Options options;

    DoctorCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var session = Session.openOrDefaults(invocation, options);
        if (session.declaration().entries().isEmpty()) {
            throw new UsageException("doctor: found no users to look after; name one with --user", null);
        }
        session.told(invocation);
        var diagnosis = diagnose(session);
        if (options.json()) {
            invocation.out().print(DiagnosisJson.render(diagnosis));
        } else {
            invocation.show(DiagnosisText.render(diagnosis, options.commandLine("apply"), invocation.style()));
        }
        return (diagnosis.healthy() ? ExitStatus.OK : ExitStatus.PENDING).code();
    }

    private Diagnosis diagnose(Session session) throws IOException {
        try (var progress = Progress.of(invocation)) {
            Plan plan = session.plan(progress);
            progress.show(Progress.LOOKING);
            return new Doctor(session.declaration(), session.host(), plan, session.declared())
                    .diagnose(invocation.environment());
        }
    }
}

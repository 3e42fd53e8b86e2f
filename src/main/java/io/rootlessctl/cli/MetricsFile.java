package io.rootlessctl.cli;

import io.rootlessctl.apply.Chronicle;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.plan.Planner;
import io.rootlessctl.plan.StatusLook;
import io.rootlessctl.render.MetricsText;
import io.rootlessctl.resource.CertificateEnd;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The metrics of one check, written so that a reader finds the former ones or these, whole. */
final class MetricsFile {
    private final Invocation invocation;
    private final Session session;

    MetricsFile(Invocation invocation, Session session) {
        this.invocation = invocation;
        this.session = session;
    }

    String text(Planner.Survey survey) throws IOException {
        var declaration = session.declaration();
        var daemons = declaration.users().stream().map(user -> watched(user, survey)).toList();
        var applies = new Chronicle(
                session.host(), invocation.writer().apply(session.host()), declaration).all();
        return MetricsText.render(survey, daemons, applies, invocation.clock().instant());
    }

    private MetricsText.Watched watched(Declaration.User user, Planner.Survey survey) {
        return new MetricsText.Watched(user.name(), user.settings().daemon().state() == Settings.State.RUNNING,
                StatusLook.at(user, Optional.of(survey.plan()), session.host()).state(),
                CertificateEnd.of(user, session.host()));
    }

    /**
     * Beside the file and renamed over it; node_exporter takes files that end in {@code .prom} only, so never the one
     * beside. Readable by everybody, as whoever scrapes is another user.
     *
     * @throws IOException when something else than a file is there: renaming over /dev/stdout would take it away
     */
    static void write(Path file, String text) throws IOException {
        WholeFile.write(file, text, Optional.of(PosixFilePermissions.fromString("rw-r--r--")));
    }
}

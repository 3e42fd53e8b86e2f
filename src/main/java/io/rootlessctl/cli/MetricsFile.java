package io.rootlessctl.cli;

import io.rootlessctl.apply.Chronicle;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.plan.Planner;
import io.rootlessctl.plan.StatusLook;
import io.rootlessctl.render.MetricsText;
import io.rootlessctl.resource.CertificateEnd;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(file.toString(), null,
                    "found a link, directory or device, expected a file; name - for standard output");
        }
        var beside = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".new");
        try {
            Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-r--r--"));
            try (var channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}

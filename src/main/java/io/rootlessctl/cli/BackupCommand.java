package io.rootlessctl.cli;

import io.rootlessctl.apply.Backup;
import io.rootlessctl.apply.Size;
import io.rootlessctl.apply.Stoppage;
import io.rootlessctl.host.HostView;
import io.rootlessctl.render.BackupJson;
import io.rootlessctl.render.Shown;
import io.rootlessctl.resource.Daemon;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "backup", description = {
        "Copy images, containers and volumes into one file.",
        "Most is copied while the daemon runs; then it is stopped, what has changed",
        "meanwhile is copied, and it is started again with the containers that ran.",
        "A backup that was cut off goes on when it is run again."},
        sortOptions = false, abbreviateSynopsis = true,
        parameterListHeading = "%nWhere to:%n", optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:written", "1:failed"},
        footerHeading = "%nExamples:%n", footer = {
            "  rootlessctl backup docker.tar",
            "  # as root, of one of the users",
            "  rootlessctl backup /var/backups/alice.tar --user alice"})
final class BackupCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "ARCHIVE", description = {"A file, which is a tar archive. As root, one where", "only root may write."})
    private String archive;

    @Mixin
    private Options options;

    BackupCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var user = Session.openOrDefaults(invocation, options).onlyUser("backup");
        var host = invocation.host().get();
        var root = dataRoot(user, host);
        var file = invocation.directory().resolve(archive).normalize();
        if (file.startsWith(root)) {
            throw new UsageException(archive + ": is in the data directory, of which it is to have a copy", null);
        }
        requireData(user, root, host);
        invocation.self().heedSignals();
        var writer = invocation.writer().apply(host);
        var place = new ArchivePlace(file, host);
        try (var progress = Progress.of(invocation); var channel = place.forWriting()) {
            var result = new Backup(new Stoppage(user, host, writer), writer.fileTree(root, user.account()),
                    new Backup.Head(user.name(), root.toString(), invocation.clock().instant()),
                    what -> progress.show("backup: " + what), invocation.self()::toldToEnd, place::free).make(channel);
            progress.clear();
            invocation.out().print(options.json() ? BackupJson.backup(user.name(), file, root, result)
                    : text(user.name(), file, result));
        } catch (IOException problem) {
            throw told(file, problem);
        }
        return ExitStatus.OK.code();
    }

    /** Where the running daemon has it; else where it is declared. */
    static Path dataRoot(Declaration.User user, HostView host) {
        return Daemon.socket(user, host.daemon(user.account()).found(), host)
                .flatMap(socket -> host.engine(socket, user.account()).found()).map(engine -> engine.dataRoot())
                .orElse(user.dataRoot());
    }

    private static void requireData(Declaration.User user, Path root, HostView host) throws IOException {
        var there = host.status(root, user.account());
        if (there.found().isEmpty()) {
            throw new IOException(there.obstacle().orElse(root + ": not found; " + user.name() + " has no data to back up"));
        }
    }

    /** What came of starting the daemon again is told, too. */
    static IOException told(Path file, IOException problem) {
        boolean itself = problem instanceof FileSystemException known && file.toString().equals(known.getFile());
        var text = new StringBuilder(file + ": " + (itself ? Trouble.reason(problem) : Trouble.message(problem)));
        for (var more : problem.getSuppressed()) {
            text.append('\n').append(more.getMessage());
        }
        return new IOException(text.toString(), problem);
    }

    static String seconds(Optional<Duration> stopped) {
        return stopped.map(time -> "the daemon was stopped for " + time.toMillis() / 1000 + "."
                + time.toMillis() % 1000 / 100 + " s\n").orElse("");
    }

    private static String text(String user, Path file, Backup.Result result) {
        var text = new StringBuilder(Shown.line(user + ": backed up to " + file) + "\n  " + result.files() + " files, "
                + Size.of(result.bytes()) + (result.resumed() ? ", after an earlier backup was cut off" : "") + "\n  sha256 "
                + result.sha256() + "\n");
        if (result.stopped().isPresent()) {
            text.append("  ").append(seconds(result.stopped()));
        }
        result.notes().forEach(note -> text.append("  not as before: ").append(Shown.line(note)).append('\n'));
        return text.toString();
    }
}

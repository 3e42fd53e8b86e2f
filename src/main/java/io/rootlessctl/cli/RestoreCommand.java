package io.rootlessctl.cli;

import io.rootlessctl.apply.Restoration;
import io.rootlessctl.apply.Size;
import io.rootlessctl.apply.Stoppage;
import io.rootlessctl.render.BackupJson;
import io.rootlessctl.render.Shown;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "restore", description = {
        "Bring back images, containers and volumes from a backup.",
        "The whole archive is checked before anything is touched. A restore that was cut",
        "off goes on when it is run again."},
        sortOptions = false, abbreviateSynopsis = true,
        parameterListHeading = "%nWhere from:%n", optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:brought back", "1:failed"},
        footerHeading = "%nExamples:%n", footer = {
            "  rootlessctl restore docker.tar",
            "  # what is there now is lost",
            "  rootlessctl restore --replace docker.tar"})
final class RestoreCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "ARCHIVE", description = "What `rootlessctl backup` has written.")
    private String archive;

    @Option(names = "--replace", description = "Put it in the place of the data that is there.")
    private boolean replace;

    @Option(names = "--sha256", paramLabel = "SUM", description = "Refuse any archive but the one with this sum.")
    private String sum;

    @Mixin
    private Options options;

    RestoreCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var user = Session.openOrDefaults(invocation, options).onlyUser("restore");
        var host = invocation.host().get();
        var root = BackupCommand.dataRoot(user, host);
        var file = invocation.directory().resolve(archive).normalize();
        invocation.self().heedSignals();
        var writer = invocation.writer().apply(host);
        try (var progress = Progress.of(invocation); var channel = new ArchivePlace(file, host).forReading()) {
            var result = new Restoration(user, root, replace, new Stoppage(user, host, writer), host, writer,
                    what -> progress.show("restore: " + what), invocation.self()::toldToEnd)
                    .make(channel, Optional.ofNullable(sum));
            progress.clear();
            invocation.out().print(options.json() ? BackupJson.restore(user.name(), file, root, result)
                    : text(user.name(), root, result));
        } catch (IOException problem) {
            throw BackupCommand.told(file, problem);
        }
        return ExitStatus.OK.code();
    }

    private static String text(String user, Path root, Restoration.Result result) {
        var text = new StringBuilder(Shown.line(user + ": restored to " + root) + "\n  " + result.files() + " files, "
                + Size.of(result.bytes()) + (result.resumed() ? ", after an earlier restore was cut off" : "") + "\n");
        if (result.stopped().isPresent()) {
            text.append("  ").append(BackupCommand.seconds(result.stopped()));
        }
        if (!result.from().equals(root.toString())) {
            text.append(Shown.line("  containers were made for " + result.from() + " and may not start here; images and "
                    + "volumes are not concerned")).append('\n');
        }
        result.notes().forEach(note -> text.append("  not as before: ").append(Shown.line(note)).append('\n'));
        return text.toString();
    }
}

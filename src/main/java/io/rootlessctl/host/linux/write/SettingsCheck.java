package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.model.Account;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code dockerd --validate}, of Docker 23 and newer, as the user whose dockerd it will be. */
record SettingsCheck(LinuxHost host, UserFiles files, Account as) {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsCheck.class);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /**
     * @param content what is to become {@code file}; it lies beside it for the time of the check
     * @throws IOException when dockerd says that the text cannot be its daemon.json; what else it may have against being
     *     run like this is no reason not to write it
     */
    void check(Path dockerd, Path file, String content) throws IOException {
        asUser(file, () -> {
            files.draft(file, content.getBytes(StandardCharsets.UTF_8));
            return file;
        });
        try {
            ask(dockerd, file, UserFiles.beside(file));
        } finally {
            asUser(file, () -> {
                files.discardLeft(file);
                return file;
            });
        }
    }

    private void asUser(Path file, Callable<Path> work) throws IOException {
        Failure.about(file, () -> host.credentials().as(as, work));
    }

    private void ask(Path dockerd, Path file, Path draft) throws IOException {
        var result = host.commands().run(as, host.directories(as), LIMIT,
                List.of(dockerd.toString(), "--validate", "--config-file", draft.toString()));
        if (!result.succeeded() && result.complaint().contains(draft.toString())) {
            throw new IOException(file + ": dockerd refuses what was to be written to it: "
                    + result.complaint().replace(draft.toString(), file.toString()));
        }
        LOG.debug("{}: {}", dockerd, result.complaint());
    }
}

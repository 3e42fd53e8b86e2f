package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.host.linux.ProcessTable;
import io.rootlessctl.model.Account;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a daemon that was killed leaves in its runtime directory. dockerd takes a containerd that its pid file names for
 * running as long as the number is there, and so waits in vain for one that has ended and is not yet reaped.
 */
final class StalePids {
    private static final List<String> FILES = List.of("docker/containerd/containerd.pid");

    private StalePids() {}

    /** The files that name no process any more, or one that has ended. */
    static List<Path> in(Path runtime, LinuxHost host, Account owner) throws IOException {
        var processes = ProcessTable.read().byPid();
        return FILES.stream().map(runtime::resolve)
                .filter(file -> host.text(file, owner).found().map(FileText::content).map(String::strip)
                        .filter(text -> text.matches("\\d{1,9}"))
                        .filter(text -> {
                            var process = processes.get(Long.parseLong(text));
                            return process == null || process.ended();
                        }).isPresent())
                .toList();
    }
}

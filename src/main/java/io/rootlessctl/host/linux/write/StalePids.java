package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostWriter;
import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.host.linux.ProcessTable;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.DirectLaunch;
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

    static void remove(DirectLaunch launch, LinuxHost host, Account owner, HostWriter writer) throws IOException {
        var runtime = launch.environment().get("XDG_RUNTIME_DIR");
        for (var stale : runtime == null ? List.<Path>of() : in(Path.of(runtime), host, owner)) {
            writer.removeFile(stale, owner);
        }
    }

    /** The files that name no process any more, or one that has ended. */
    private static List<Path> in(Path runtime, LinuxHost host, Account owner) throws IOException {
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

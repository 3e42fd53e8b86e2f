package io.rootlessctl.resource;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Octal;
import java.nio.file.Path;
import java.util.Optional;

/** Whether nobody but root can have put a file where it is: only then may root give rights to it. */
final class RootOwned {
    private static final int OTHERS_WRITE = 0022;

    private RootOwned() {}

    /** Why not, beginning with the path that is at fault; empty for a file that is root's all the way up. */
    static Optional<String> objection(Path file, HostView host) {
        for (var path = file; path != null; path = path.getParent()) {
            var seen = host.status(path, host.caller());
            if (seen.found().isEmpty()) {
                return Optional.of(seen.obstacle().orElse(path + ": not there"));
            }
            var status = seen.found().get();
            if (status.type() == FileStatus.Type.LINK) {
                return Optional.of(path + ": a link");
            }
            if (status.uid() != 0 || (status.mode() & OTHERS_WRITE) != 0) {
                return Optional.of(path + ": in reach of others than root (user " + status.uid() + ", mode "
                        + Octal.of(status.mode()) + ")");
            }
        }
        return Optional.empty();
    }
}

package io.rootlessctl.host.linux.write;

import io.rootlessctl.edit.ShellWord;
import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.Program;
import io.rootlessctl.host.RootlessScript;
import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.model.Account;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A directory whose files belong to a user and to the user's subordinate ids. */
record OwnedTree(LinuxHost host, Account owner) {
    /** Millions of small files of images take a while. */
    private static final Duration LIMIT = Duration.ofMinutes(30);

    /**
     * By rootlesskit, whose namespace has the ids; a plain rm of the user's would be refused. Only a directory of the
     * user's, and never one that holds the home directory.
     */
    void purge(Path path) throws IOException {
        var seen = host.status(path, owner);
        if (seen.obstacle().isPresent()) {
            throw new IOException(seen.obstacle().get());
        }
        if (seen.found().isEmpty()) {
            return;
        }
        require(path, seen.found().get());
        var rootlesskit = RootlessScript.rootlessKit(name -> host.program(name, owner)).map(Program::path)
                .orElseThrow(() -> new IOException(path + ": rootlesskit is not there, and without it only root can "
                        + "remove it: rm -rf -- " + ShellWord.quoted(path)));
        Failure.about(path, () -> {
            HostTools.require(path.toString(), host.commands().run(owner, host.directories(owner), LIMIT,
                    List.of(rootlesskit.toString(), "rm", "-rf", "--", path.toString())));
            return path;
        });
    }

    private void require(Path path, FileStatus status) throws IOException {
        if (status.type() != FileStatus.Type.DIRECTORY || status.uid() != owner.uid()) {
            throw new FileSystemException(path.toString(), null, "found no directory of " + owner.name() + "; it stays");
        }
        if (!path.isAbsolute() || !path.equals(path.normalize()) || owner.home().startsWith(path)) {
            throw new FileSystemException(path.toString(), null, "holds the home directory; it is not removed as a whole");
        }
    }
}

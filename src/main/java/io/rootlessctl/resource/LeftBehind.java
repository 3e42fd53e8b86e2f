package io.rootlessctl.resource;

import io.rootlessctl.edit.ShellWord;
import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RootlessScript;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Step;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The data of a user who leaves. */
record LeftBehind(Set<Path> roots, Account owner, boolean purge) {
    /** Enough to tell a lot from a little; an image alone has thousands. */
    private static final int COUNTED = 5_000;

    LeftBehind {
        roots = Set.copyOf(roots);
    }

    /** {@code /home/alice/.local/share/docker: 312 files}, empty where there is none. */
    Optional<String> content(HostView host) {
        var there = there(host);
        return there.isEmpty() ? Optional.empty() : Optional.of(there.stream()
                .map(path -> path + ": " + counted(path, host)).collect(Collectors.joining(", ")));
    }

    private List<Path> there(HostView host) {
        return roots.stream().sorted().filter(path -> something(path, owner, host)).toList();
    }

    /** Whether there is data; a directory that cannot be looked into may hold some. */
    static boolean something(Path root, Account owner, HostView host) {
        return host.status(root, owner).found().filter(status -> status.type() == FileStatus.Type.DIRECTORY).isPresent()
                && !host.list(root, owner).found().filter(List::isEmpty).isPresent();
    }

    /** What the user may not look into, for it belongs to the user's sub-ids, is not counted. */
    private String counted(Path root, HostView host) {
        int files = 0;
        Deque<Path> directories = new ArrayDeque<>(List.of(root));
        while (!directories.isEmpty() && files < COUNTED) {
            for (var entry : host.list(directories.pop(), owner).found().orElse(List.of())) {
                boolean directory = host.status(entry, owner).found()
                        .filter(status -> status.type() == FileStatus.Type.DIRECTORY).isPresent();
                if (directory) {
                    directories.push(entry);
                } else {
                    files++;
                }
            }
        }
        return files < COUNTED ? files + (files == 1 ? " file" : " files") : "more than " + COUNTED + " files";
    }

    Proposal purging(HostView host) {
        var paths = there(host);
        var steps = paths.stream().<Step>map(Step.PurgeTree::new).toList();
        if (RootlessScript.rootlessKit(name -> host.program(name, owner)).isEmpty()) {
            return Proposal.of(steps).butNot("rootlesskit: not found, and without it only root can remove the data; "
                    + "install it, or remove it by hand: sudo rm -rf -- " + paths.stream().map(ShellWord::quoted)
                            .collect(Collectors.joining(" ")));
        }
        return Proposal.of(steps).because("images, containers and volumes; nothing brings them back");
    }
}

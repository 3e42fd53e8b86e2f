package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Observation.Malformed;
import io.rootlessctl.model.Observation.Present;
import io.rootlessctl.model.Observation.Unreadable;
import io.rootlessctl.model.ProgramsOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Versions of programs as {@link ProgramsOrder} has them. Every step of a switch can be the last one: before the one link
 * is renamed all programs are those of the old version, and after it those of the new one.
 */
final class ProgramFiles {
    /** File operations with the owner's credentials, with what they are about. */
    interface Owned {
        void run(Path about, UserFiles.Work work) throws IOException;
    }

    private final HostView host;
    private final UserFiles files;
    private final Account as;
    private final Owned owned;
    private final ProgramUnpacking unpacking;

    ProgramFiles(LinuxHost host, UserFiles files, Account as, Owned owned) {
        this.host = host;
        this.files = files;
        this.as = as;
        this.owned = owned;
        this.unpacking = new ProgramUnpacking(host, files, as, owned);
    }

    void install(ProgramsOrder order) throws IOException {
        discardLeft(order);
        var names = unpacking.whole(order);
        requireOurs(order, names);
        for (var name : names) {
            if (target(order.link(name)).isEmpty()) {
                owned.run(order.link(name), () -> files.link(order.link(name), order.target(name)));
            }
        }
        use(order);
        for (var link : links(order)) {
            if (!names.contains(link.getFileName().toString())) {
                owned.run(link, () -> files.removeLink(link));
            }
        }
        prune(order);
    }

    /** Before anything is linked: a file of somebody else's stays, and none of the programs is switched. */
    private void requireOurs(ProgramsOrder order, SortedSet<String> names) throws IOException {
        for (var name : names) {
            var path = order.link(name);
            boolean ours = host.status(path, as) instanceof Absent<?>
                    || target(path).filter(order.target(name)::equals).isPresent();
            if (!ours) {
                throw new IOException(path + ": is not ours; move it away");
            }
        }
    }

    private void use(ProgramsOrder order) throws IOException {
        var before = target(order.current());
        if (before.filter(order.directory()::equals).isPresent()) {
            return;
        }
        if (before.isPresent()) {
            owned.run(order.previous(), () -> files.link(order.previous(), before.get()));
        }
        owned.run(order.current(), () -> files.link(order.current(), order.directory()));
    }

    /** Versions that are neither used nor the one before. */
    private void prune(ProgramsOrder order) throws IOException {
        var kept = List.of(target(order.current()), target(order.previous()));
        for (var version : host.list(order.root(), as).found().orElse(List.of())) {
            // The links that say which is used lead to such a directory, too.
            boolean ours = target(version).isEmpty()
                    && host.status(version.resolve(ProgramsOrder.SOURCES), as) instanceof Present<?>;
            if (ours && !kept.contains(Optional.of(version))) {
                owned.run(version, () -> files.discard(version));
            }
        }
    }

    /** A link that was about to be made when its process was killed. */
    private void discardLeft(ProgramsOrder order) throws IOException {
        for (var link : links(order)) {
            if (link.getFileName().toString().matches("\\..+\\.rootlessctl")) {
                owned.run(link, () -> files.removeLink(link));
            }
        }
    }

    void remove(ProgramsOrder order) throws IOException {
        discardLeft(order);
        var used = target(order.current());
        // An install that was cut off has links that lead nowhere yet.
        if (used.isEmpty() || used.get().equals(order.directory())) {
            for (var link : links(order)) {
                owned.run(link, () -> files.removeLink(link));
            }
            owned.run(order.current(), () -> files.removeLink(order.current()));
        }
        if (target(order.previous()).filter(order.directory()::equals).isPresent()) {
            owned.run(order.previous(), () -> files.removeLink(order.previous()));
        }
        unpacking.discardLeft(order);
        owned.run(order.directory(), () -> files.discard(order.directory()));
    }

    /** The links that lead to the programs in use, whatever their names. */
    private List<Path> links(ProgramsOrder order) throws IOException {
        var found = new ArrayList<Path>();
        // Also where ~/bin is a link to a directory.
        for (var path : host.list(order.link("."), as).found().orElse(List.of())) {
            if (target(path).filter(target -> order.current().equals(target.getParent())).isPresent()) {
                found.add(path);
            }
        }
        return found;
    }

    /** Empty for what is no link, or not there. */
    private Optional<Path> target(Path path) throws IOException {
        return switch (host.releases(as).link(path)) {
            case Present(var target) -> Optional.of(target);
            case Absent<Path> _, Malformed<Path> _ -> Optional.empty();
            case Unreadable(var subject, var problem) -> throw new IOException(subject + ": " + problem);
        };
    }
}

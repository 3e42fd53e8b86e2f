package io.rootlessctl.resource;

import io.rootlessctl.edit.JsonText;
import io.rootlessctl.edit.MalformedTextException;
import io.rootlessctl.edit.ShellWord;
import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The directory that holds images, containers and volumes. It is created when it is not there, and removed only by an
 * uninstall that is told to remove data.
 */
final class DataRoot implements ResourceKind<DataRoot.Directory, DataRoot.Seen> {
    private static final Set<String> NETWORK_FILE_SYSTEMS = Set.of("nfs", "nfs4", "cifs", "smb3", "9p");
    private static final String DIRECTORY = "directory";
    private static final String CONTENT = "data";
    private static final String REMOVED = "removed";

    /** @param left where the user's data is who leaves; empty while there is to be a data root */
    record Directory(Path path, Account owner, Optional<LeftBehind> left) {}

    /** @param status what is at the path; empty when nothing is */
    record Seen(Optional<FileStatus> status, String fileSystem, Optional<String> content) {}

    @Override
    public String name() {
        return "data-root";
    }

    @Override
    public Set<String> keys() {
        return Set.of("daemon.data-root");
    }

    @Override
    public List<Desired<Directory>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<Directory>>();
        for (var user : declaration.users()) {
            var left = declaration.leaves()
                    ? Optional.of(new LeftBehind(recorded(user, last), user.account(), declaration.purges()))
                    : Optional.<LeftBehind>empty();
            if (left.isPresent()
                    || user.wanted() && (user.settings().declared().contains("daemon.data-root") || remote(user, host))) {
                var address = new Address(name(), user.name());
                found.add(new Desired<>(address, user.scope(), new Directory(user.dataRoot(), user.account(), left)));
            }
        }
        return found;
    }

    /** Nobody need have declared it for its being of no use: a home is on NFS more often than another place is. */
    private static boolean remote(Declaration.User user, HostView host) {
        return host.fileSystem(user.dataRoot(), user.account()).found().filter(type -> !local(type)).isPresent();
    }

    /** Where a user's data is, or may be from before. */
    static Set<Path> recorded(Declaration.User user, LastApplied last) {
        var paths = new LinkedHashSet<>(List.of(user.directories().data().resolve("docker"), user.dataRoot()));
        var directory = last.at(user.scope(), new Address("data-root", user.name())).fields().get(DIRECTORY);
        var key = last.at(user.scope(), new Address("daemon-json", user.name())).fields().get("data-root");
        Stream.of(Optional.ofNullable(directory), Optional.ofNullable(key).flatMap(DataRoot::unquoted))
                .flatMap(Optional::stream).filter(path -> path.startsWith("/")).map(Path::of).forEach(paths::add);
        return paths;
    }

    private static Optional<String> unquoted(String json) {
        try {
            return JsonText.parse("{\"path\":" + json + "}").textAt("path");
        } catch (MalformedTextException _) {
            // Not what we wrote there.
            return Optional.empty();
        }
    }

    @Override
    public Observation<Seen> observe(Directory desired, HostView host) {
        if (desired.left().isPresent()) {
            return Observation.present(new Seen(Optional.empty(), "", desired.left().get().content(host)));
        }
        return host.status(desired.path(), desired.owner())
                .flatMap(status -> host.fileSystem(desired.path(), desired.owner())
                        .map(fileSystem -> new Seen(Optional.of(status), fileSystem, Optional.empty())));
    }

    @Override
    public SortedMap<String, String> desired(Directory desired) {
        return new TreeMap<>(desired.left().map(left -> left.purge() ? Map.of(CONTENT, REMOVED) : Map.<String, String>of())
                .orElseGet(() -> Map.of(DIRECTORY, desired.path().toString())));
    }

    @Override
    public boolean removes(Directory desired) {
        return desired.left().isPresent();
    }

    /** Data that nobody has asked to remove is not ours to take back. */
    @Override
    public Set<String> letBe(Directory desired) {
        return desired.left().isPresent() ? Set.of(DIRECTORY) : Set.of();
    }

    @Override
    public SortedMap<String, String> observed(Directory desired, Observation<Seen> observed) {
        var fields = new TreeMap<String, String>();
        observed.found().ifPresent(seen -> {
            if (desired.left().isPresent()) {
                fields.put(CONTENT, seen.content().orElse(REMOVED));
            } else {
                fields.put(DIRECTORY, fault(desired, seen).orElse(desired.path().toString()));
            }
        });
        return fields;
    }

    @Override
    public List<String> warnings(Directory desired, Observation<Seen> observed) {
        return desired.left().filter(left -> !left.purge()).flatMap(_ -> observed.found().flatMap(Seen::content))
                .map(content -> "stays: " + content + "; uninstall --purge-data removes it").stream().toList();
    }

    /** Why what is there will not do as a data root. */
    private static Optional<String> fault(Directory desired, Seen seen) {
        var status = seen.status().orElseThrow();
        if (status.type() != FileStatus.Type.DIRECTORY) {
            return Optional.of("a " + status.type().word());
        }
        if (status.uid() != desired.owner().uid()) {
            return Optional.of("a directory of user " + status.uid());
        }
        return local(seen.fileSystem()) ? Optional.empty() : Optional.of("a directory on " + seen.fileSystem());
    }

    private static boolean local(String fileSystem) {
        return !NETWORK_FILE_SYSTEMS.contains(fileSystem);
    }

    @Override
    public Proposal propose(Directory desired, Observation<Seen> observed, List<FieldDiff> diffs, HostView host) {
        if (desired.left().isPresent()) {
            return desired.left().get().purging(host);
        }
        var fileSystem = host.fileSystem(desired.path(), desired.owner()).found();
        if (fileSystem.isPresent() && !local(fileSystem.get())) {
            return Proposal.hindered(desired.path() + ": is on " + fileSystem.get()
                    + ", where rootless Docker cannot change owners; declare daemon.data-root on a local file system");
        }
        if (observed.found().isPresent()) {
            return Proposal.hindered(desired.path() + ": found " + fault(desired, observed.found().get()).orElseThrow()
                    + ", expected a directory of " + desired.owner().name()
                    + "; move it away or declare another daemon.data-root");
        }
        return UserFile.closed(desired.path(), desired.owner(), host)
                .map(closed -> Proposal.hindered(desired.path() + ": cannot be created by " + desired.owner().name() + ", "
                        + closed.fault() + "; " + (closed.directory() ? "let root create it, or " : "move that away, or ")
                        + "declare another daemon.data-root",
                        closed.directory() ? new String[] {creation(desired)} : new String[0]))
                .orElseGet(() -> Proposal.of(UserFile.missingDirectories(desired.path(), desired.owner(), host)));
    }

    /** The entry is the user's, so what is to be typed has to say that it is root's to do. */
    private static String creation(Directory desired) {
        return "sudo install -d -o " + desired.owner().name() + " -g " + desired.owner().gid() + " -m 0700 "
                + ShellWord.quoted(desired.path());
    }
}

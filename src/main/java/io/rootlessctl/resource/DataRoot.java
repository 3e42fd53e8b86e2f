package io.rootlessctl.resource;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The directory that holds images, containers and volumes. It is created when it is not there and never removed. */
final class DataRoot implements ResourceKind<DataRoot.Directory, DataRoot.Seen> {
    private static final Set<String> NETWORK_FILE_SYSTEMS = Set.of("nfs", "nfs4", "cifs", "smb3", "9p");

    private static final String DIRECTORY = "directory";

    record Directory(Path path, Account owner) {}

    record Seen(FileStatus status, String fileSystem) {}

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
            if (user.wanted() && (user.settings().declared().contains("daemon.data-root") || remote(user, host))) {
                var address = new Address(name(), user.name());
                found.add(new Desired<>(address, user.scope(), new Directory(user.dataRoot(), user.account())));
            }
        }
        return found;
    }

    /** Nobody need have declared it for its being of no use: a home is on NFS more often than another place is. */
    private static boolean remote(Declaration.User user, HostView host) {
        return host.fileSystem(user.dataRoot(), user.account()).found().filter(type -> !local(type)).isPresent();
    }

    @Override
    public Observation<Seen> observe(Directory desired, HostView host) {
        return host.status(desired.path(), desired.owner())
                .flatMap(status -> host.fileSystem(desired.path(), desired.owner())
                        .map(fileSystem -> new Seen(status, fileSystem)));
    }

    @Override
    public SortedMap<String, String> desired(Directory desired) {
        return new TreeMap<>(Map.of(DIRECTORY, desired.path().toString()));
    }

    @Override
    public SortedMap<String, String> observed(Directory desired, Observation<Seen> observed) {
        var fields = new TreeMap<String, String>();
        observed.found().ifPresent(seen -> fields.put(DIRECTORY, fault(desired, seen).orElse(desired.path().toString())));
        return fields;
    }

    /** Why what is there will not do as a data root. */
    private static Optional<String> fault(Directory desired, Seen seen) {
        var status = seen.status();
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
        return "sudo install -d -o " + desired.owner().name() + " -g " + desired.owner().gid() + " -m 0700 '"
                + desired.path().toString().replace("'", "'\\''") + "'";
    }
}

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
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The directory that holds images, containers and volumes. It is created when it is not there and never removed. */
final class DataRoot implements ResourceKind<DataRoot.Directory, DataRoot.Seen> {
    private static final Set<String> NETWORK_FILE_SYSTEMS = Set.of("nfs", "nfs4", "cifs", "smb3", "9p");

    record Directory(Path path, Account owner) {}

    record Seen(FileStatus status, String fileSystem) {}

    @Override
    public String name() {
        return "data-root";
    }

    @Override
    public List<Desired<Directory>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<Directory>>();
        for (var user : declaration.users()) {
            if (user.wanted() && user.settings().declared().contains("daemon.data-root")) {
                var address = new Address(name(), user.name());
                found.add(new Desired<>(address, user.scope(), new Directory(user.dataRoot(), user.account())));
            }
        }
        return found;
    }

    @Override
    public Observation<Seen> observe(Directory desired, HostView host) {
        return host.status(desired.path(), desired.owner())
                .flatMap(status -> host.fileSystem(desired.path(), desired.owner())
                        .map(fileSystem -> new Seen(status, fileSystem)));
    }

    @Override
    public SortedMap<String, String> desired(Directory desired) {
        return new TreeMap<>(Map.of(
                "path", desired.path().toString(), "type", "directory", "owner", Long.toString(desired.owner().uid()),
                "file-system", "local"));
    }

    @Override
    public SortedMap<String, String> observed(Directory desired, Observation<Seen> observed) {
        var fields = new TreeMap<String, String>();
        observed.found().ifPresent(seen -> {
            fields.put("path", desired.path().toString());
            fields.put("type", seen.status().type().name().toLowerCase(Locale.ROOT));
            fields.put("owner", Long.toString(seen.status().uid()));
            fields.put("file-system", local(seen.fileSystem()) ? "local" : seen.fileSystem());
        });
        return fields;
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
            var found = observed.found().get().status();
            return Proposal.hindered(desired.path() + ": found a " + found.type().name().toLowerCase(Locale.ROOT)
                    + " of user " + found.uid() + ", expected a directory of " + desired.owner().name()
                    + "; move it away or declare another daemon.data-root");
        }
        return Proposal.of(UserFile.missingDirectories(desired.path(), desired.owner(), host));
    }
}

package io.rootlessctl.apply;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostLock;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.HostWriter;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Scope;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where one scope's own files are: last-applied, journal, history, lock.
 *
 * @param owner whose credentials they, and the scope's steps, need
 */
record Place(HostView host, HostWriter writer, Scope scope, Account owner, Path directory) {
    private static final int OWNER_ONLY = 0600;
    private static final String LOCK = "lock";

    static Place of(Scope scope, Declaration declaration, HostView host, HostWriter writer) {
        return new Place(host, writer, scope, StateStore.account(scope, declaration, host),
                StateStore.directory(scope, declaration));
    }

    Observation<FileText> text(String file) {
        return host.text(directory.resolve(file), owner);
    }

    void write(String file, String text) throws IOException {
        writer.writeFile(directory.resolve(file), text, OWNER_ONLY, owner);
    }

    boolean exists() {
        return host.status(directory, owner).found().isPresent();
    }

    /** What {@link #lock} will have to create, outermost first. */
    List<Path> missing() {
        var missing = new ArrayList<Path>();
        for (var next = directory; host.status(next, owner) instanceof Absent<?>; next = next.getParent()) {
            missing.addFirst(next);
        }
        return List.copyOf(missing);
    }

    /** @throws IOException naming the holder when somebody else has it */
    HostLock lock() throws IOException {
        for (var next : missing()) {
            writer.makeDirectory(next, scope.user().isPresent() ? 0700 : 0755, owner);
        }
        var holder = host.caller().name() + ", process " + ProcessHandle.current().pid() + ", since " + Instant.now();
        return writer.lock(directory.resolve(LOCK), holder, owner);
    }

    /** What writes of our own files have left beside them whose process was killed. */
    List<Path> drafts() {
        return Stream.of(directory, directory.resolve(History.DIRECTORY))
                .flatMap(place -> host.list(place, owner).found().stream().flatMap(List::stream))
                .filter(file -> file.getFileName().toString().matches("\\..+\\.rootlessctl")).toList();
    }

    /** Under the lock: nobody is at them any more. */
    void discardDrafts() throws IOException {
        for (var draft : drafts()) {
            writer.removeFile(draft, owner);
        }
    }

    /** Who has the lock; 0 for a process that cannot be seen from here. */
    Optional<Long> holder() {
        return host.lockHolder(directory.resolve(LOCK), owner).found();
    }

    /**
     * Removes all that rootlessctl keeps here, and the directories that came with it as far as they are empty;
     * last-applied comes last, for without it nobody knows what is ours.
     */
    void clear(Collection<Path> made) throws IOException {
        var deepestFirst = made.stream().sorted(Comparator.comparingInt(Path::getNameCount).reversed()).toList();
        var history = directory.resolve(History.DIRECTORY);
        for (var file : host.list(history, owner).found().orElse(List.of())) {
            writer.removeFile(file, owner);
        }
        writer.removeDirectory(history, owner);
        remove(Journal.FILE);
        remove("dockerd.log");
        for (var next : deepestFirst) {
            writer.removeDirectory(next, owner);
        }
        remove(LOCK);
        remove(Requests.FILE);
        remove(StateStore.FILE);
        for (var next = directory; next.equals(directory) || made.contains(next); next = next.getParent()) {
            writer.removeDirectory(next, owner);
        }
    }

    private void remove(String file) throws IOException {
        if (host.status(directory.resolve(file), owner).found().isPresent()) {
            writer.removeFile(directory.resolve(file), owner);
        }
    }
}

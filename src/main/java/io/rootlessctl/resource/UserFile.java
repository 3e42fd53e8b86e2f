package io.rootlessctl.resource;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Observation.Present;
import io.rootlessctl.model.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One file in a user's reach that a kind owns wholly or in part. */
record UserFile(Path path, Account owner) {
    /** New directories below a home are the user's alone, as the XDG specification asks. */
    private static final int DIRECTORY_MODE = 0700;

    /** Absent only where the file could be created: something else in a directory's place is a problem to report. */
    Observation<FileText> read(HostView host) {
        var text = host.text(path, owner);
        return text instanceof Absent<FileText>() ? belowDirectories(host) : text;
    }

    <T> Observation<T> read(Grammar<T> grammar, HostView host) {
        return grammar.read(path, read(host));
    }

    /** A link to a directory is one: many keep their configuration elsewhere. Any other leads to nothing of use. */
    private Observation<FileText> behindLink(Path link, HostView host) {
        return switch (host.status(link.resolve("."), owner)) {
            case Present<FileStatus> _ -> Observation.absent();
            case Absent<FileStatus>() -> new Observation.Malformed<>(link.toString(),
                    "found a link to no directory, expected a directory; remove it, or create what it points to");
            case Observation.Unreadable<FileStatus>(var subject, var problem) ->
                    new Observation.Unreadable<>(subject, problem);
            case Observation.Malformed<FileStatus>(var subject, var problem) ->
                    new Observation.Malformed<>(subject, problem);
        };
    }

    private Observation<FileText> belowDirectories(HostView host) {
        return host.nearest(path.getParent(), owner).flatMap(found -> switch (found.status().type()) {
            case LINK -> behindLink(found.path(), host);
            case DIRECTORY -> Observation.absent();
            case FILE, SOCKET, DEVICE, OTHER -> new Observation.Malformed<>(found.path().toString(), "found a "
                    + found.status().type().word() + ", expected a directory; move it away");
        });
    }

    /** Writes the text, with the mode the file has, or {@code mode} for a new one; missing parents come first. */
    List<Step> write(String text, int mode, HostView host) {
        var steps = new ArrayList<>(missingDirectories(path.getParent(), owner, host));
        int kept = host.status(path, owner).found().map(status -> status.mode()).orElse(mode);
        steps.add(new Step.WriteFile(path, text, kept));
        return steps;
    }

    /** Writes what is left after our fields went; a file that we created and that holds nothing more goes with them. */
    List<Step> writeOrRemove(String text, boolean nothingLeft, boolean created, int mode, HostView host) {
        return nothingLeft && created ? List.of(new Step.RemoveFile(path)) : write(text, mode, host);
    }

    /** @param directory whether what is in the way is a directory, which root could create one in */
    record Closed(String fault, boolean directory) {}

    /**
     * What keeps the user from creating the directory: the nearest thing above it that is there, with what is wrong with
     * it. Groups besides the user's own are not known here, so a directory that a group may write to passes.
     */
    static Optional<Closed> closed(Path directory, Account owner, HostView host) {
        if (directory == null) {
            return Optional.empty();
        }
        var nearest = host.nearest(directory, owner);
        return nearest.obstacle().map(problem -> new Closed(problem, false)).or(() -> nearest.found()
                .flatMap(found -> fault(found.status(), owner).map(fault -> new Closed(
                        found.path() + " " + fault, found.status().type() == FileStatus.Type.DIRECTORY))));
    }

    /** A link is taken for one to a directory, as in {@link #read}. */
    private static Optional<String> fault(FileStatus status, Account owner) {
        return switch (status.type()) {
            case LINK -> Optional.empty();
            case DIRECTORY -> {
                int needed = status.uid() == owner.uid() ? 0200 : 0022;
                yield (status.mode() & needed) != 0 ? Optional.empty()
                        : Optional.of("is a directory of user " + status.uid() + " that " + owner.name() + " may not write to");
            }
            case FILE, SOCKET, DEVICE, OTHER ->
                    Optional.of("is a " + status.type().word() + " and no directory");
        };
    }

    /** Creates the directory and those above it, as far as they are not there. */
    static List<Step> missingDirectories(Path directory, Account owner, HostView host) {
        var steps = new ArrayList<Step>();
        for (var next = directory; next != null; next = next.getParent()) {
            if (!(host.status(next, owner) instanceof Absent<?>)) {
                break;
            }
            steps.addFirst(new Step.MakeDirectory(next, DIRECTORY_MODE));
        }
        return steps;
    }
}

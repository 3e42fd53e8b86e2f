package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that a host says of subordinate ids, looked at once.
 *
 * @param uids /etc/subuid; absent, as {@code gids} are, where a directory has the say
 * @param conflicts of both files
 */
record SubIdFacts(
        SubIdSource source, Observation<SubIdFile> uids, Observation<SubIdFile> gids, IdLimits limits, IdsInUse ids,
        List<SubIdConflict> conflicts) {
    SubIdFacts {
        conflicts = List.copyOf(conflicts);
    }

    /** @param known users who may be in no file */
    static SubIdFacts of(HostView host, Collection<Account> known) {
        var source = SubIdSource.of(host);
        var limits = IdLimits.of(host);
        var ids = IdsInUse.of(host, known);
        return switch (source) {
            case SubIdSource.Directory _ ->
                    new SubIdFacts(source, Observation.absent(), Observation.absent(), limits, ids, List.of());
            case SubIdSource.Files _ -> {
                var uids = SubIdFile.read(SubIdFile.UIDS, host);
                var gids = SubIdFile.read(SubIdFile.GIDS, host);
                var conflicts = new ArrayList<SubIdConflict>();
                uids.found().ifPresent(file -> conflicts.addAll(SubIdConflict.in(file, ids.users(), host)));
                gids.found().ifPresent(file -> conflicts.addAll(SubIdConflict.in(file, ids.groups(), host)));
                yield new SubIdFacts(source, uids, gids, limits, ids, conflicts);
            }
        };
    }

    /** Why nothing can be said of anybody's ids. */
    Optional<String> obstacle() {
        return Stream.of(uids.obstacle(), gids.obstacle()).flatMap(Optional::stream).findFirst();
    }

    /** Everybody's ranges of both files. */
    List<SubIdRange> ranges() {
        return files().flatMap(file -> file.ranges().stream()).toList();
    }

    /** What a reader should know of the host that is nobody's in particular, each with its subject. */
    List<String> notes() {
        var notes = new ArrayList<String>();
        if (source instanceof SubIdSource.Files(var notAsked)) {
            notAsked.ifPresent(notes::add);
            notes.addAll(limits.faults());
        }
        files().forEach(file -> file.unread().forEach(line -> notes.add(file.path() + ": " + line
                + " is no OWNER:START:COUNT; it gives nobody ids and is left as it is")));
        return notes;
    }

    /** As they are once a file that is missing was created. */
    SubIdFacts withFiles() {
        return new SubIdFacts(
                source, there(uids, SubIdFile.UIDS), there(gids, SubIdFile.GIDS), limits, ids, conflicts);
    }

    private static Observation<SubIdFile> there(Observation<SubIdFile> file, Path path) {
        return file instanceof Observation.Absent<?>
                ? Observation.present(new SubIdFile(path, List.of(), List.of())) : file;
    }

    private Stream<SubIdFile> files() {
        return Stream.of(uids.found(), gids.found()).flatMap(Optional::stream);
    }
}

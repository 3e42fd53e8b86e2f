package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.IdType;
import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The subordinate ids that a user is to have.
 *
 * @param sized whether the size is declared, so that no more is given
 * @param dataRoots where data may be that belongs to the ids there
 * @param reserved what others are about to get, or declare
 * @param notes what a reader should know that concerns no user of the manifest; told once, with the first of them
 */
record SubIdNeed(
        Declaration.User user, boolean sized, Set<Path> dataRoots, SubIdFacts facts,
        List<SubIdRange> reserved, List<String> notes) implements SubIdWish {
    SubIdNeed {
        dataRoots = Set.copyOf(dataRoots);
        reserved = List.copyOf(reserved);
        notes = List.copyOf(notes);
    }

    /** The user's own ranges, in the order in which a container gets them. */
    record Seen(List<SubIdRange> uids, List<SubIdRange> gids) {
        static final Seen NOTHING = new Seen(List.of(), List.of());

        static long count(List<SubIdRange> own) {
            return own.stream().mapToLong(SubIdRange::count).sum();
        }

        boolean any() {
            return !uids.isEmpty() || !gids.isEmpty();
        }
    }

    Account account() {
        return user.account();
    }

    Settings.IdMap idMap() {
        return user.settings().idMap();
    }

    @Override
    public String owner() {
        return account().name();
    }

    @Override
    public Observation<Seen> seen(HostView host) {
        return switch (facts.source()) {
            case SubIdSource.Directory(var name) -> asked(name, host);
            case SubIdSource.Files _ -> facts.obstacle()
                    .<Observation<Seen>>map(why -> new Observation.Malformed<>("sub-ids", why))
                    .orElseGet(() -> Observation.present(new Seen(own(facts.uids()), own(facts.gids()))));
        };
    }

    private Observation<Seen> asked(String directory, HostView host) {
        var answer = host.directorySubIds(account(), IdType.UID).flatMap(uids ->
                host.directorySubIds(account(), IdType.GID).map(gids -> new Seen(uids, gids)));
        return answer.obstacle().<Observation<Seen>>map(why -> new Observation.Unreadable<>(
                "sub-ids of " + account().name(), why + "; " + directory + " (subid: in " + SubIdSource.SWITCH + ") does not "
                        + "answer, or has none for " + account().name() + "; give " + wanted() + " there")).orElse(answer);
    }

    private List<SubIdRange> own(Observation<SubIdFile> file) {
        return file.found().map(known -> known.of(account())).orElse(List.of());
    }

    String wanted() {
        return idMap().size() + " or more" + idMap().start().map(first -> " from " + first).orElse("");
    }

    @Override
    public SortedMap<String, String> desired() {
        return new TreeMap<>(Map.of("subuid", wanted(), "subgid", wanted()));
    }

    @Override
    public SortedMap<String, String> observed(Seen seen) {
        var fields = new TreeMap<String, String>();
        spelled(seen.uids(), SubIdFile.UIDS).ifPresent(text -> fields.put("subuid", text));
        spelled(seen.gids(), SubIdFile.GIDS).ifPresent(text -> fields.put("subgid", text));
        return fields;
    }

    private Optional<String> spelled(List<SubIdRange> own, Path file) {
        if (own.isEmpty()) {
            return Optional.empty();
        }
        var twice = RepeatedRange.among(own);
        if (twice.isPresent()) {
            return Optional.of(twice.get().toString());
        }
        var there = Seen.count(own) + " from " + own.getFirst().start();
        if (conflicts().stream().anyMatch(conflict -> conflict.file().equals(file))) {
            return Optional.of(there + ", not " + account().name() + "'s alone");
        }
        return Optional.of(Seen.count(own) >= idMap().size() && !misplaced(own) ? wanted() : there);
    }

    /** Whether a start is declared and none of these ranges has it. */
    boolean misplaced(List<SubIdRange> own) {
        return idMap().start().isPresent() && own.stream().noneMatch(range -> range.start() == idMap().start().get());
    }

    /** What others have of this user's ranges. */
    List<SubIdConflict> conflicts() {
        return facts.conflicts().stream().filter(conflict -> conflict.about(account())).toList();
    }

    @Override
    public Set<String> letBe() {
        return Set.of();
    }

    @Override
    public List<String> warnings() {
        return Stream.concat(notes.stream(), outside().stream()).toList();
    }

    /** A declared start that the host gives nobody by itself is the declarer's choice, and worth a word. */
    Optional<String> outside() {
        return idMap().start().filter(start -> !facts.limits().holds(start, idMap().size()))
                .map(start -> "id-map.start of " + account().name() + ": " + start + " with " + idMap().size() + " ids is outside of " + facts.limits());
    }
}

package io.rootlessctl.apply;

import io.rootlessctl.host.FileText;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The journals of one scope's last applies, each in a file of its own, {@code history/000012.json}. The oldest go; one
 * that is too large to be read again keeps what it did and loses what would take it back.
 */
final class History {
    static final String DIRECTORY = "history";
    /** How many are kept. */
    static final int LONGEST = 20;
    /** What can be read of a file, with room to spare. */
    private static final int LARGEST = 900_000;

    /** Further above the host's own no number was ever given. */
    private static final long FAR = 1_000_000;

    private static final List<String> SETTLED = Stream.of("applied", "cut off", "not confirmed")
            .map(result -> "\"result\":\"" + result + "\"}").toList();

    private final Place place;

    History(Place place) {
        this.place = place;
    }

    /**
     * Oldest first; none where there is no history. A user's own directory may hold thousands: the last ones count.
     *
     * @throws IOException when one is there and cannot be read
     */
    List<Journal.Record> read() throws IOException {
        var records = new ArrayList<Journal.Record>();
        var files = files();
        for (var file : files.subList(Math.max(0, files.size() - LONGEST), files.size())) {
            var text = place.host().text(file, place.owner());
            if (text.obstacle().isPresent()) {
                throw new IOException(text.obstacle().get());
            }
            if (text.found().isPresent()) {
                records.add(Journal.parse(file, text.found().get().content()));
            }
        }
        return List.copyOf(records);
    }

    /** The apply that was cut off, or runs; empty when the last one has ended. */
    Optional<Journal.Record> cutOff() throws IOException {
        return journal().filter(record -> record.result().isEmpty());
    }

    /**
     * What is not settled, oldest first: the last apply where it is in flight or to be confirmed, and one to be confirmed
     * that a rollback was tried of, which failed. That all is well, which it mostly is, the journal's end tells: to read
     * it whole takes a tenth of a second.
     */
    List<Journal.Record> unsettled() throws IOException {
        var text = journalText().orElse("").stripTrailing();
        if (SETTLED.stream().anyMatch(text::endsWith)) {
            return List.of();
        }
        var last = journal();
        if (last.filter(Journal.Record::pending).isPresent()) {
            return last.stream().toList();
        }
        return Stream.concat(read().stream().filter(record -> record.pending() && last.filter(tried -> of(record, tried)).isPresent()),
                last.filter(record -> record.result().isEmpty()).stream()).toList();
    }

    /** Whether a rollback was one of this apply. */
    private static boolean of(Journal.Record record, Journal.Record rollback) {
        var command = rollback.occasion().command();
        return command.equals("rollback " + record.id()) || command.startsWith("rollback " + record.id() + ",");
    }

    /**
     * The last apply's record. Between the two writes at its end it is in the history, and the journal has no result; but
     * what the history has may also be an earlier part of an apply that came back to this scope and was cut off in it.
     */
    private Optional<Journal.Record> journal() throws IOException {
        var text = journalText();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        var record = Journal.parse(place.directory().resolve(Journal.FILE), text.get());
        return record.result().isEmpty() && kept(record.id())
                ? read().stream().filter(one -> one.id() == record.id() && one.entries().size() >= record.entries().size())
                        .findFirst().or(() -> Optional.of(record)) : Optional.of(record);
    }

    private Optional<String> journalText() throws IOException {
        var text = place.text(Journal.FILE);
        if (text.obstacle().isPresent()) {
            throw new IOException(text.obstacle().get());
        }
        return text.found().map(FileText::content);
    }

    /** Every apply that is known, oldest first, also one that was cut off; of the last one the journal's word counts. */
    List<Journal.Record> all() throws IOException {
        var records = new LinkedHashMap<Long, Journal.Record>();
        read().forEach(record -> records.put(record.id(), record));
        journal().filter(record -> record.result().isEmpty() || records.containsKey(record.id()))
                .ifPresent(record -> records.merge(record.id(), record,
                        (kept, last) -> last.result().map(kept::ended).orElse(last)));
        return List.copyOf(records.values());
    }

    /** How an apply ended after all. In the journal first, for that counts as long as no other apply has begun. */
    void settle(Journal.Record record, String how) throws IOException {
        if (journal().filter(last -> last.id() == record.id()).isPresent()) {
            place.write(Journal.FILE, Stored.text(record.ended(how)) + "\n");
        }
        keep(record.ended(how));
    }

    private boolean kept(long id) {
        return place.host().status(place.directory().resolve(file(id)), place.owner()).found().isPresent();
    }

    private static String file(long id) {
        return DIRECTORY + "/" + "%06d.json".formatted(id);
    }

    /** The number of the last apply; 0 where there was none, or none that this caller may see. */
    long last() {
        return files().stream().map(Path::getFileName).map(Path::toString)
                .filter(name -> name.matches("\\d{6,15}\\.json"))
                .mapToLong(name -> Long.parseLong(name.substring(0, name.indexOf('.')))).max().orElse(0);
    }

    /**
     * One after the highest in any of these scopes, so that it is one number in all of them. What a user's own directory
     * has far above the host's number is not counted: it would use up the numbers for everybody.
     */
    static long next(Collection<Place> places) {
        long ours = places.stream().filter(place -> place.scope().equals(Scope.HOST))
                .mapToLong(place -> new History(place).last()).max().orElse(0);
        return 1 + places.stream().mapToLong(place -> new History(place).last()).filter(last -> last <= ours + FAR).max()
                .orElse(0);
    }

    private List<Path> files() {
        return place.host().list(place.directory().resolve(DIRECTORY), place.owner()).found().orElse(List.of()).stream()
                .filter(file -> file.toString().endsWith(".json")).toList();
    }

    void keep(Journal.Record record) throws IOException {
        var directory = place.directory().resolve(DIRECTORY);
        if (place.host().status(directory, place.owner()) instanceof Absent<?>) {
            place.writer().makeDirectory(directory, 0700, place.owner());
        }
        place.write(file(record.id()), text(record));
        var all = files();
        for (var file : all.subList(0, Math.max(0, all.size() - LONGEST))) {
            place.writer().removeFile(file, place.owner());
        }
    }

    private static String text(Journal.Record record) {
        var whole = Stored.text(record) + "\n";
        return whole.length() <= LARGEST ? whole : Stored.text(new Journal.Record(
                record.formatVersion(), record.id(), record.turn(), record.occasion(), List.of(), new TreeMap<>(),
                new TreeMap<>(), record.changes(), record.socket(), record.confirmBy(), record.result())) + "\n";
    }
}

package io.rootlessctl.render.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What differs on a host, or what an apply has made of it.
 *
 * @param command {@code plan}, {@code drift}: nothing was changed; of all others {@code changes} are made
 * @param changes each address with its fields
 * @param blocked those that wait for somebody else
 * @param foreign fields that are somebody else's now, and no longer declared
 * @param result {@code rolled-back}; empty where nothing was done
 */
record Changes(
        String command, boolean converged, List<Entry> changes, List<Entry> blocked, List<Foreign> foreign,
        List<Note> warnings, Optional<String> result, List<Failure> failures) {

    /**
     * One address.
     *
     * @param owner {@code host}, or the user's name
     * @param sign {@code +}, {@code ~} or {@code -}
     * @param effect {@code restart}; empty when it costs nobody anything
     * @param why what stands in the way; empty where nothing does
     */
    record Entry(
            String address, String owner, String sign, String action, String effect, String reason, List<Field> fields,
            List<String> steps, String why, List<String> remedy) {
        Entry {
            fields = List.copyOf(fields);
            steps = List.copyOf(steps);
            remedy = List.copyOf(remedy);
        }

        boolean compared() {
            return !fields.isEmpty();
        }

        boolean curable() {
            return !remedy.isEmpty();
        }

        boolean stepped() {
            return !steps.isEmpty();
        }
    }

    /** One field's values; empty where it is not there, or shall not be. */
    record Field(String name, Optional<String> observed, Optional<String> desired, Optional<String> lastApplied) {
        /** Whether somebody has changed it on the host since. */
        boolean moved() {
            return lastApplied.isPresent() && !lastApplied.equals(observed);
        }
    }

    record Foreign(String address, String owner, String field, Optional<String> observed, String lastApplied) {}

    record Note(String address, String owner, String text) {}

    record Failure(String address, String owner, String message, List<String> log) {
        Failure {
            log = List.copyOf(log);
        }

        boolean logged() {
            return !log.isEmpty();
        }
    }

    Changes {
        changes = List.copyOf(changes);
        blocked = List.copyOf(blocked);
        foreign = List.copyOf(foreign);
        warnings = List.copyOf(warnings);
        failures = List.copyOf(failures);
    }

    static Changes of(Fields document) throws NotAReportException {
        return ChangesReader.changes(document);
    }

    /** Whether {@code changes} are yet to be made. */
    boolean pending() {
        return command.equals("plan") || command.equals("drift");
    }

    boolean asDeclared() {
        return converged && foreign.isEmpty();
    }

    /** Fields that are not as declared; what could not be compared counts as one. */
    long fields() {
        var open = Stream.concat(pending() ? changes.stream() : Stream.empty(), blocked.stream());
        return open.mapToLong(entry -> Math.max(1, entry.fields().size())).sum() + failures.size();
    }

    boolean failed() {
        return !failures.isEmpty() || result.filter(text -> text.equals("failed") || text.equals("rolled-back")).isPresent();
    }

    boolean anyChanges() {
        return !changes.isEmpty();
    }

    boolean anyBlocked() {
        return !blocked.isEmpty();
    }

    boolean anyForeign() {
        return !foreign.isEmpty();
    }

    boolean anyWarnings() {
        return !warnings.isEmpty();
    }

    boolean anyFailures() {
        return !failures.isEmpty();
    }

    /** Nothing to show but that. */
    boolean nothing() {
        return changes.isEmpty() && blocked.isEmpty() && foreign.isEmpty() && failures.isEmpty();
    }

    /** {@code 1 field}, {@code 2 fields}. */
    static String counted(long count, String noun) {
        return number(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** {@code 1,000} */
    static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}

package io.rootlessctl.render.report;

import io.rootlessctl.render.report.Document.Daemons;
import io.rootlessctl.render.report.Document.Planned;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * One host of a fleet. Of several plans the newest file counts, and of several states too; whether the host is as
 * declared is told by the newest of all that tell it.
 *
 * @param id what it is called by on the page
 * @param troubles the files that are left out, and why
 */
record FleetHost(
        String id, String name, Instant modified, Optional<Known<Daemons>> status, Optional<Known<Planned>> plan,
        List<String> troubles) {

    /** A playbook writes plan and state of a host one after the other, with those of all the others in between. */
    private static final Duration ONE_RUN = Duration.ofHours(1);

    /** A document and when it was written. */
    record Known<T extends Document>(T document, Instant modified) {}

    static FleetHost of(String id, String name, List<FleetFile> files) {
        Optional<Known<Daemons>> status = Optional.empty();
        Optional<Known<Planned>> plan = Optional.empty();
        var troubles = new ArrayList<String>();
        // The last one stays: the newest, and of several made at once what comes after a plan.
        for (var file : files.stream().sorted(Comparator.comparing(FleetFile::modified).thenComparing(FleetHost::planLast)).toList()) {
            try {
                switch (file.document(id)) {
                    case Daemons daemons -> status = Optional.of(new Known<>(daemons, file.modified()));
                    case Planned planned -> plan = Optional.of(new Known<>(planned, file.modified()));
                }
            } catch (NotAReportException e) {
                troubles.add(file.name() + ": " + e.getMessage());
            }
        }
        var newest = files.stream().map(FleetFile::modified).max(Comparator.naturalOrder()).orElse(Instant.EPOCH);
        return new FleetHost(id, name, newest, status, plan, List.copyOf(troubles));
    }

    private static int planLast(FleetFile file) {
        return file.name().endsWith(".plan.json") ? 0 : file.name().endsWith(".drift.json") ? 1 : 2;
    }

    List<Daemon> daemons() {
        return status.map(known -> known.document().daemons()).orElse(List.of());
    }

    Optional<Changes> changes() {
        return plan.map(known -> known.document().changes());
    }

    List<String> unsettled() {
        return Stream.concat(status.stream().flatMap(known -> known.document().unsettled().stream()),
                plan.stream().flatMap(known -> known.document().unsettled().stream())).distinct().toList();
    }

    /** When the changes were written; empty text without any. */
    String planned() {
        return plan.map(known -> Moment.shown(known.modified())).orElse("");
    }

    String seen() {
        return Moment.shown(modified);
    }

    Condition condition() {
        if (status.isEmpty() && plan.isEmpty()) {
            return Condition.UNREADABLE;
        }
        if (daemons().stream().anyMatch(Daemon::broken) || changes().filter(Changes::failed).isPresent()) {
            return Condition.FAILED;
        }
        return outdated() ? Condition.UNKNOWN : differing().map(fields -> fields == 0 && !changed() ? Condition.GOOD : Condition.DRIFTED).orElse(Condition.UNKNOWN);
    }

    /** Whether the plan has something to say although no field waits for an apply. */
    private boolean changed() {
        return !stateIsNewer() && changes().filter(known -> !known.asDeclared()).isPresent();
    }

    /** Fields that are not as declared. Of several users the most, as each one's count has the host's fields in it. */
    private Optional<Long> differing() {
        var told = daemons().stream().map(Daemon::drift).flatMap(Optional::stream).max(Comparator.naturalOrder());
        var planned = changes().map(Changes::fields);
        return stateIsNewer() ? told : planned.or(() -> told);
    }

    /** A state that was compared with no manifest came later than the plan: what has become of that nobody knows. */
    private boolean outdated() {
        return !stateIsNewer() && plan.isPresent() && status.filter(known -> !known.document().daemons().isEmpty()
                && known.modified().isAfter(plan.get().modified().plus(ONE_RUN))).isPresent();
    }

    private boolean stateIsNewer() {
        boolean compared = !daemons().isEmpty() && daemons().stream().allMatch(Daemon::compared);
        return compared && plan.map(known -> !known.modified().isAfter(status.orElseThrow().modified())).orElse(true);
    }

    String differingText() {
        return differing().map(Object::toString).orElse("");
    }

    /** Empty text where no plan tells. */
    String blocked() {
        return changes().map(known -> Integer.toString(known.blocked().size())).orElse("");
    }

    String daemonsText() {
        return status.isEmpty() ? "" : daemons().stream().filter(Daemon::running).count() + " of " + daemons().size();
    }

    String docker() {
        return all("Docker");
    }

    String storage() {
        return all("Storage driver");
    }

    String network() {
        return all("Network driver");
    }

    String mtu() {
        return all("MTU");
    }

    String containers() {
        var known = daemons().stream().map(daemon -> daemon.fact("Running containers")).filter(text -> !text.isEmpty())
                .mapToLong(Long::parseLong).toArray();
        return known.length == 0 ? "" : Long.toString(LongStream.of(known).sum());
    }

    private String all(String label) {
        return daemons().stream().map(daemon -> daemon.fact(label)).filter(text -> !text.isEmpty()).distinct().sorted()
                .collect(Collectors.joining(", "));
    }
}

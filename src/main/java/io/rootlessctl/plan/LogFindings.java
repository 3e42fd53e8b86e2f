package io.rootlessctl.plan;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.LogQuery;
import io.rootlessctl.model.Finding;
import io.rootlessctl.resource.Cause;
import io.rootlessctl.resource.Causes;
import io.rootlessctl.resource.Checks;
import io.rootlessctl.resource.Daemon;
import io.rootlessctl.resource.Declaration;
import io.rootlessctl.resource.StillSo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What one daemon's log tells. A line stays there when its cause is mended: what keeps a daemon from starting is over once
 * it runs, some can be looked for again, and of the rest a line of the last hour counts, an older one is worth knowing.
 *
 * @param down whether the daemon is to run and does not
 */
record LogFindings(Declaration.User user, boolean down, HostView host) {
    /** What a start logs, with containerd's own lines, twice. */
    private static final int LINES = 500;
    private static final Duration RECENT = Duration.ofHours(1);

    /** Whether it says why the daemon does not run. */
    boolean addTo(List<Finding> findings) {
        var lines = Daemon.lastLines(user, LINES, host);
        lines.obstacle().ifPresent(reason -> findings.add(finding(
                Causes.of(Checks.UNREADABLE).orElseThrow().in(Map.of("reason", reason)))));
        boolean explained = false;
        for (var match : Causes.in(lines.found().orElse(List.of()))) {
            var cause = match.cause();
            var same = findings.stream().filter(tells(cause)).findFirst();
            if (cause.atStart() && !down || same.isEmpty() && cause.told().seen()) {
                continue;
            }
            if (same.isPresent()) {
                findings.set(findings.indexOf(same.get()), same.get().withLog(List.of(match.line())));
            } else {
                alone(match).ifPresent(findings::add);
            }
            explained |= cause.atStart();
        }
        return explained;
    }

    /** What a daemon has said itself counts more than what is otherwise besides. */
    static boolean alone(Finding finding) {
        return !finding.log().isEmpty() && finding.diff().isEmpty() && finding.cause().isEmpty();
    }

    private Finding finding(Cause cause) {
        return Findings.of(cause, user, host);
    }

    /** What nothing but the log tells; empty where a look shows that it is over. */
    private Optional<Finding> alone(Causes.Match match) {
        var finding = finding(match.cause()).withLog(List.of(match.line()));
        var still = match.cause().atStart() ? Optional.of(true) : new StillSo(user, host).tells(match);
        if (still.isPresent()) {
            return still.filter(is -> is).map(_ -> finding);
        }
        return Optional.of(recent().contains(match.line()) || !finding.wrong() ? finding
                : finding.asAdvice(finding.what() + ": logged more than an hour ago"));
    }

    /** Of the last lines those that are not known to be older; all, where nothing tells their times. */
    private Set<String> recent() {
        var since = host.now().minus(RECENT);
        var recent = new HashSet<String>();
        try {
            var file = user.systemd() ? Optional.<Path>empty() : Optional.of(Daemon.log(user));
            host.daemonView().readLog(user.account(), new LogQuery(file, Optional.of(LINES), Optional.empty(), false), entry -> {
                if (entry.time().filter(time -> time.isBefore(since)).isEmpty()) {
                    recent.add(entry.message());
                }
                return true;
            });
        } catch (IOException _) {
            // It could be read a moment ago: then all of it is taken for new.
            Daemon.lastLines(user, LINES, host).found().ifPresent(recent::addAll);
        }
        return recent;
    }

    /**
     * A finding for which the line is the proof: of the same cause, or that knows no way out, or of an address where a look
     * shows the cause as well. The daemon's being down is no cause of its own.
     */
    private Predicate<Finding> tells(Cause cause) {
        var code = Optional.of(cause.code());
        Predicate<Finding> same = finding -> Doctor.concerns(finding, user)
                && (finding.code().equals(cause.code()) || finding.cause().equals(code));
        return same.or(Doctor.about(cause.kind(), user).and(finding -> !finding.code().equals(Doctor.daemon(user).toString())
                && (finding.helpless() || cause.told().seen() && finding.cause().isEmpty())));
    }
}

package io.rootlessctl.apply;

import io.rootlessctl.model.Address;
import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import io.rootlessctl.resource.Causes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an apply did.
 *
 * @param last the plan that was left to do, or had been: its blocked entries were not done
 * @param applied the changes that were made, in order, and not taken back
 * @param restarts how many daemons that ran were stopped and started again, also where that was taken back
 */
public record ApplyResult(Plan last, List<Change> applied, List<Failure> failures, int restarts) {

    private static final String DAEMON = "daemon";
    private static final int SHOWN = 20;

    /** @param daemonLog the daemon's own last lines; empty where it has nothing to do with it */
    public record Failure(Scope scope, Address address, String message, List<String> daemonLog, Afterwards afterwards) {
        public Failure {
            daemonLog = List.copyOf(daemonLog);
        }

        /** What kept the daemon from starting, as far as that is known and its log tells it. */
        public Optional<Causes.Match> cause() {
            return address.kind().equals(DAEMON) ? Causes.ofFailedStart(daemonLog).map(match -> new Causes.Match(
                    match.cause().anywhere().expanding(places(address.name())), match.line(), match.named())) : Optional.empty();
        }

        /** As a shell finds them, whoever's it is. */
        private static Map<String, String> places(String user) {
            var runtime = "/run/user/$(id -u " + user + ")";
            return Map.of("user", user, "home", "~" + user, "runtime", runtime, "socket", runtime + "/docker.sock",
                    "data-root", "~" + user + "/.local/share/docker");
        }

        /** The log's end, which is enough to read. */
        public List<String> logEnd() {
            return daemonLog.subList(Math.max(0, daemonLog.size() - SHOWN), daemonLog.size());
        }
    }

    /** What a failed change left. */
    public enum Afterwards {
        /** It failed before anything was done. */
        UNTOUCHED,
        /** What had been done is taken back: a user's whole apply, on the host this one change. */
        RESTORED,
        /** Its own scope is as it was before; others, which came before it, are changed. */
        PARTLY_RESTORED,
        /** Taking it back failed too. */
        NOT_RESTORED
    }

    public enum Outcome { CONVERGED, APPLIED, BLOCKED, ROLLED_BACK, FAILED }

    public ApplyResult {
        applied = List.copyOf(applied);
        failures = List.copyOf(failures);
    }

    public Outcome outcome() {
        if (failures.stream().anyMatch(failure -> failure.afterwards() != Afterwards.RESTORED)) {
            return Outcome.FAILED;
        }
        if (!failures.isEmpty()) {
            return Outcome.ROLLED_BACK;
        }
        if (!blocked().isEmpty()) {
            return Outcome.BLOCKED;
        }
        return applied.isEmpty() ? Outcome.CONVERGED : Outcome.APPLIED;
    }

    public List<Blocked> blocked() {
        return last.blocked();
    }
}

package io.rootlessctl.apply;

import io.rootlessctl.model.Address;
import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import io.rootlessctl.resource.Cause;
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

    /**
     * @param daemonLog the daemon's own last lines; empty where it has nothing to do with it
     * @param places what a cause's text about this user may have in braces; empty where what is declared is not known
     */
    public record Failure(
            Scope scope, Address address, String message, List<String> daemonLog, Afterwards afterwards, Map<String, String> places) {
        public Failure {
            daemonLog = List.copyOf(daemonLog);
            places = Map.copyOf(places);
        }

        public Failure(Scope scope, Address address, String message, List<String> daemonLog, Afterwards afterwards) {
            this(scope, address, message, daemonLog, afterwards, Map.of());
        }

        /** What kept the daemon from starting, as far as that is known and its log tells it. */
        public Optional<Causes.Match> cause() {
            return address.kind().equals(DAEMON) ? Causes.ofFailedStart(daemonLog).map(match -> new Causes.Match(
                    located(match.cause().anywhere()), match.line(), match.named())) : Optional.empty();
        }

        private Cause located(Cause cause) {
            return places.isEmpty() ? cause.expanding(usual(address.name())) : cause.in(places);
        }

        /** As a shell finds them, whoever's it is. */
        private static Map<String, String> usual(String user) {
            var runtime = "/run/user/$(id -u " + user + ")";
            return Map.of("user", user, "home", "~" + user, "runtime", runtime, "socket", runtime + "/docker.sock",
                    "data-root", "~" + user + "/.local/share/docker", "full", "~" + user + "/.local/share/docker");
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

    /** Rolled back is what left nothing of itself: where changes of other scopes stand, the apply has failed in part. */
    public Outcome outcome() {
        if (!failures.isEmpty()) {
            boolean back = applied.isEmpty() && failures.stream().allMatch(failure -> failure.afterwards() == Afterwards.RESTORED);
            return back ? Outcome.ROLLED_BACK : Outcome.FAILED;
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

package io.rootlessctl.plan;

import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Finding;
import io.rootlessctl.model.Finding.Severity;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import io.rootlessctl.resource.Checks;
import io.rootlessctl.resource.Declaration;
import io.rootlessctl.resource.HostCheck;
import io.rootlessctl.resource.Kinds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds what is wrong: what a plan would change or cannot, what stands against the declaration, what the checks see
 * besides, and what the daemons' logs tell. Looks only.
 */
public final class Doctor {
    private static final String DAEMON = "daemon";
    private static final String SUB_IDS = "sub-ids";

    private final Declaration declaration;
    private final HostView host;
    private final Plan plan;
    private final boolean declared;

    /** @param declared whether a manifest says so, and not only the defaults */
    public Doctor(Declaration declaration, HostView host, Plan plan, boolean declared) {
        this.declaration = declaration;
        this.host = host;
        this.plan = plan;
        this.declared = declared;
    }

    /** @param environment of whoever calls: where that user's docker client looks for a daemon */
    public Diagnosis diagnose(Map<String, String> environment) {
        var findings = new ArrayList<>(ofPlan());
        findings.addAll(ofHost());
        var follows = new ArrayList<>(plan.blocked().stream().filter(this::follows)
                .map(blocked -> blocked.change().address()).toList());
        for (var user : declaration.users()) {
            boolean seen = addChecks(user, environment, findings);
            boolean logged = new LogFindings(user, down(user), host).addTo(findings);
            if (down(user) && (seen || logged)) {
                findings.removeIf(finding -> finding.kind().equals(DAEMON) && finding.code().equals(daemon(user).toString()));
                follows.add(daemon(user));
            }
        }
        plan.warnings().stream().filter(warning -> findings.stream().noneMatch(says(warning.text())))
                .map(Findings::of).forEach(findings::add);
        findings.sort(Comparator.comparing(Finding::severity).thenComparing(finding -> Kinds.rank(finding.kind()))
                .thenComparing(finding -> !LogFindings.alone(finding)).thenComparing(finding -> !finding.scope().equals(Scope.HOST)));
        return new Diagnosis(findings.stream().distinct().toList(), follows.stream().distinct().toList());
    }

    static Address daemon(Declaration.User user) {
        return new Address(DAEMON, user.name());
    }

    private List<Finding> ofPlan() {
        return Stream.concat(
                plan.blocked().stream().filter(blocked -> !follows(blocked)).map(blocked -> Findings.of(blocked, host)),
                plan.changes().stream().map(change -> Findings.of(change, severity(change.scope())))).toList();
    }

    /** What waits for another address, or cannot be told for the very reason that another one cannot. */
    private boolean follows(Blocked blocked) {
        return blocked.waits() || !blocked.needsRoot() && plan.blocked().stream().takeWhile(other -> other != blocked)
                .anyMatch(other -> other.why().equals(blocked.why())
                        && other.change().scope().equals(blocked.change().scope()));
    }

    /** Where nothing is declared and the daemon runs, what the defaults would have otherwise is not wrong. */
    private Severity severity(Scope scope) {
        boolean runs = declaration.users().stream().filter(user -> scope.equals(Scope.HOST) || user.scope().equals(scope))
                .noneMatch(this::down);
        return !declared && runs ? Severity.ADVICE : Severity.ERROR;
    }

    /** Whether a daemon that is to run does not, or does not answer. */
    private boolean down(Declaration.User user) {
        return Stream.concat(plan.changes().stream(), plan.blocked().stream().map(Blocked::change))
                .filter(change -> change.address().equals(daemon(user)))
                .anyMatch(change -> change.diff().isEmpty() || change.diff().stream().anyMatch(diff ->
                        diff.field().equals("state") && diff.desired().filter("running"::equals).isPresent()));
    }

    /** What blocks has been told as such. */
    private List<Finding> ofHost() {
        var stuck = plan.blocked().stream().filter(blocked -> !blocked.waits() && !blocked.needsRoot())
                .collect(Collectors.toMap(blocked -> blocked.change().address(), Blocked::why, (one, _) -> one));
        return HostCheck.of(declaration, host).stream()
                .filter(problem -> !stuck.containsValue(problem.text()) && problem.user().filter(user ->
                        stuck.containsKey(new Address(SUB_IDS, user))).isEmpty())
                .map(problem -> Findings.conflict(
                        problem.user().<Scope>map(Scope.User::new).orElse(Scope.HOST), problem.text())).toList();
    }

    private static Predicate<Finding> says(String text) {
        return finding -> text.equals(finding.what()) || text.startsWith(finding.what() + "; ");
    }

    /** What the checks see; whether one of it keeps the daemon from starting. */
    private boolean addChecks(Declaration.User user, Map<String, String> environment, List<Finding> findings) {
        boolean explained = false;
        boolean own = host.caller().uid() == user.account().uid();
        for (var cause : Checks.of(user, down(user), own ? Optional.of(environment) : Optional.empty(), host)) {
            var blocked = findings.stream().filter(about(cause.kind(), user)).filter(Finding::helpless).findFirst();
            var finding = Findings.of(cause, user, host);
            blocked.ifPresentOrElse(
                    known -> findings.set(findings.indexOf(known), finding.saying(known.what())),
                    () -> findings.add(finding));
            explained |= cause.atStart();
        }
        return explained;
    }

    static Predicate<Finding> about(String kind, Declaration.User user) {
        return finding -> finding.wrong() && finding.kind().equals(kind) && concerns(finding, user);
    }

    static boolean concerns(Finding finding, Declaration.User user) {
        return finding.scope().equals(Scope.HOST) || finding.scope().equals(user.scope());
    }
}

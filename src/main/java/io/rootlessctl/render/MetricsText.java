package io.rootlessctl.render;

import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.ForeignEdit;
import io.rootlessctl.model.PastApply;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Status.State;
import io.rootlessctl.plan.Planner;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a check has seen, as a text file for Prometheus. Gauges only and no time stamps, so that the same bytes are
 * valid both for node_exporter's text-file collector (format 0.0.4) and as OpenMetrics 1.0:
 *
 * <pre>{@code
 * # HELP rootlessctl_drift_fields Fields that are not as declared.
 * # TYPE rootlessctl_drift_fields gauge
 * rootlessctl_drift_fields{scope="user",user="alice",kind="daemon-json"} 1
 * }</pre>
 *
 * What belongs to the host has an empty {@code user}. Names and counts only, never a value: those may be secret.
 */
public final class MetricsText {
    private final StringBuilder text = new StringBuilder();

    private MetricsText() {}

    /**
     * @param wanted whether it is declared that the daemon runs
     * @param certificateEnd when the certificate of its API over TCP ends; empty without one
     */
    public record Watched(String user, boolean wanted, State state, Optional<Instant> certificateEnd) {}

    /** @param applies those remembered, oldest first */
    public static String render(Planner.Survey survey, List<Watched> daemons, List<PastApply> applies, Instant now) {
        var metrics = new MetricsText();
        metrics.check(survey.plan(), now);
        metrics.kinds(survey);
        metrics.scopes(survey);
        metrics.daemons(daemons);
        metrics.applies(applies);
        return metrics.text.append("# EOF\n").toString();
    }

    private void check(Plan plan, Instant now) {
        family("rootlessctl_drift_last_success_timestamp_seconds", "When this check last ran to its end.",
                Map.of("", now.getEpochSecond()));
        family("rootlessctl_as_declared", "Whether nothing differs from what is declared.",
                Map.of("", plan.asDeclared() ? 1L : 0L));
    }

    /** A kind that is as declared counts 0: a series that comes and goes cannot be told from a check that fails. */
    private void kinds(Planner.Survey survey) {
        var counts = new TreeMap<String, Long>();
        survey.looked().forEach(one -> counts.put(labels(one.scope(), one.address().kind()), 0L));
        pending(survey.plan()).forEach(change ->
                counts.merge(labels(change.scope(), change.address().kind()), (long) change.fields(), Long::sum));
        family("rootlessctl_drift_fields", "Fields that are not as declared.", counts);
    }

    private void scopes(Planner.Survey survey) {
        var scopes = survey.looked().stream().map(Planner.Looked::scope)
                .collect(Collectors.toCollection(() -> new TreeSet<>((one, other) -> labels(one).compareTo(labels(other)))));
        var plan = survey.plan();
        byScope("rootlessctl_blocked_changes", "Changes that wait for somebody else.", scopes,
                scope -> plan.blocked().stream().map(Blocked::change).filter(change -> change.scope().equals(scope)).count());
        byScope("rootlessctl_foreign_fields", "Fields once set here, no longer declared, and changed by others.", scopes,
                scope -> plan.foreign().stream().map(ForeignEdit::scope).filter(scope::equals).count());
    }

    private void daemons(List<Watched> daemons) {
        family("rootlessctl_daemon_up", "Whether the user's daemon answers.", daemons.stream().collect(
                Collectors.toMap(daemon -> labels(daemon.user()), daemon -> daemon.state() == State.RUNNING ? 1L : 0L)));
        family("rootlessctl_daemon_wanted", "Whether it is declared that the user's daemon runs.", daemons.stream().collect(
                Collectors.toMap(daemon -> labels(daemon.user()), daemon -> daemon.wanted() ? 1L : 0L)));
        var ends = new TreeMap<String, Long>();
        daemons.forEach(daemon -> daemon.certificateEnd().ifPresent(end ->
                ends.put(labels(daemon.user()), end.getEpochSecond())));
        family("rootlessctl_certificate_expiry_timestamp_seconds",
                "When the certificate of the daemon's API over TCP ends.", ends);
    }

    private void applies(List<PastApply> applies) {
        family("rootlessctl_apply_last_timestamp_seconds", "When an apply last ended so.", applies.stream().collect(
                Collectors.toMap(apply -> "{result=" + quoted(apply.result()) + "}",
                        apply -> apply.at().getEpochSecond(), Math::max)));
    }

    private static Stream<Change> pending(Plan plan) {
        return Stream.concat(plan.changes().stream(), plan.blocked().stream().map(Blocked::change));
    }

    private void byScope(String name, String help, TreeSet<Scope> scopes, ToLongFunction<Scope> count) {
        family(name, help, scopes.stream().collect(Collectors.toMap(MetricsText::labels, count::applyAsLong)));
    }

    /** @param samples by their labels; none makes no family */
    private void family(String name, String help, Map<String, Long> samples) {
        if (samples.isEmpty()) {
            return;
        }
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(" gauge\n");
        new TreeMap<>(samples).forEach((labels, value) ->
                text.append(name).append(labels).append(' ').append(value).append('\n'));
    }

    private static String labels(Scope scope) {
        return "{scope=" + quoted(scope.toString()) + ",user=" + quoted(scope.user().orElse("")) + "}";
    }

    private static String labels(Scope scope, String kind) {
        return labels(scope).replaceFirst("}$", ",kind=" + java.util.regex.Matcher.quoteReplacement(quoted(kind)) + "}");
    }

    private static String labels(String user) {
        return "{user=" + quoted(user) + "}";
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}

package io.rootlessctl.render;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.PastApply;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Status.State;
import io.rootlessctl.plan.Assessment;
import io.rootlessctl.plan.Planner.Looked;
import io.rootlessctl.plan.Planner.Survey;
import io.rootlessctl.render.MetricsText.Watched;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    @Test
    @DisplayName("O3: drift by kind, blocked and foreign by scope, daemons, certificates, the last apply of each result")
    void everything() {
        var plan = Examples.mixed();
        var text = MetricsText.render(survey(plan), List.of(
                new Watched("alice", true, State.RUNNING, Optional.of(NOW.plus(Duration.ofDays(90)))),
                new Watched("bob", true, State.NOT_ANSWERING, Optional.empty()),
                new Watched("carol", false, State.STOPPED, Optional.empty())),
                List.of(apply("applied", "P3D"), apply("rolled back", "P2D"), apply("applied", "P1D")), NOW);
        Golden.assertMatches("metrics.prom", text);
    }

    @Test
    @DisplayName("O3: a kind that is as declared counts 0, and what is empty makes no family")
    void converged() {
        var text = MetricsText.render(survey(Plan.EMPTY), List.of(), List.of(), NOW);
        assertTrue(text.contains("rootlessctl_as_declared 1\n"), text);
        assertTrue(text.contains("{scope=\"host\",user=\"\",kind=\"packages\"} 0\n"), text);
        assertFalse(text.contains("daemon_up"), text);
        assertTrue(text.endsWith("\n# EOF\n"), text);
    }

    @Test
    @DisplayName("O3: no value of a setting is in the metrics, and odd names cannot break out of their label")
    void namesOnly() {
        var text = MetricsText.render(survey(Examples.mixed()),
                List.of(new Watched("a\"\\\n} 1", true, State.RUNNING, Optional.empty())), List.of(), NOW);
        assertFalse(text.contains(Examples.PASSWORD), text);
        assertTrue(text.contains("rootlessctl_daemon_up{user=\"a\\\"\\\\\\n} 1\"} 1\n"), text);
    }

    private static PastApply apply(String result, String age) {
        return new PastApply(1, NOW.minus(Duration.parse(age)), "apply", "root", Optional.empty(),
                Optional.empty(), List.of(), result, 0);
    }

    /** Of a plan's addresses, and one more that is as declared. */
    private static Survey survey(Plan plan) {
        var pending = Stream.concat(plan.changes().stream(), plan.blocked().stream().map(Blocked::change));
        var looked = Stream.concat(pending.map(MetricsTextTest::looked),
                Stream.of(looked(Address.parse("packages[docker]"), Scope.HOST)));
        return new Survey(plan, looked.toList());
    }

    private static Looked looked(Change change) {
        return looked(change.address(), change.scope());
    }

    private static Looked looked(Address address, Scope scope) {
        return new Looked(address, scope, new Assessment(
                Optional.empty(), Optional.empty(), List.of(), List.of(), _ -> Applied.NOTHING));
    }
}

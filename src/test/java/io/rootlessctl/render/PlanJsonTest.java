package io.rootlessctl.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.apply.ApplyResult;
import io.rootlessctl.model.Action;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PlanJsonTest {

    static Stream<Plan> plans() {
        var odd = Examples.change("device[/dev/\u001b\"]", new Scope.User("ünï"), Action.REMOVE,
                List.of(Examples.diff("x", null, null, null), Examples.diff("y", "", "a\nb\u0000\uD83D\uDE00", "")));
        return Stream.of(
                Plan.EMPTY, Examples.mixed(), Examples.unprepared(), Examples.plan(odd),
                Examples.plan(Stream.of(Effect.values())
                        .map(effect -> Examples.because(odd, effect, "x".repeat(5000))).toArray(Change[]::new)),
                Examples.blocked(Examples.unreadable(), Examples.masked(), Examples.waiting()));
    }

    static Stream<ApplyResult> results() {
        return Stream.of(
                new ApplyResult(Plan.EMPTY, List.of(), List.of(), 0), Examples.applied(), Examples.partlyBlocked(),
                Examples.rolledBack(), Examples.failed());
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyPlanAndDriftIsAsTheSchemaSays(Plan plan) {
        PlanSchema.assertValid(PlanJson.plan(plan, List.of()));
        PlanSchema.assertValid(DriftJson.render(plan, List.of()));
    }

    @ParameterizedTest
    @MethodSource("results")
    void everyResultIsAsTheSchemaSays(ApplyResult result) {
        PlanSchema.assertValid(PlanJson.apply(result, Optional.empty()));
    }

    @Test
    void wholeDocuments() {
        Golden.assertMatches("plan-mixed.json", PlanJson.plan(Examples.mixed(), List.of()));
        Golden.assertMatches("plan-converged.json", PlanJson.plan(Plan.EMPTY, List.of()));
        Golden.assertMatches("apply-failed.json", PlanJson.apply(Examples.failed(), Optional.empty()));
    }

    @Test
    void theOutcomeIsOneWord() throws IOException {
        var words = new ArrayList<String>();
        for (var result : results().toList()) {
            var json = new ObjectMapper().readTree(PlanJson.apply(result, Optional.empty()));
            words.add(json.get("result").asText() + " " + json.get("converged"));
        }
        assertEquals(
                List.of("converged true", "applied true", "blocked false", "rolled-back false", "failed false"), words);
    }

    @Test
    void valuesAreWholeAndSecretsMasked() throws IOException {
        var longValue = "a".repeat(500);
        var change = Examples.change("x[y]", Scope.HOST, Action.UPDATE, List.of(
                Examples.diff("a", longValue, "http://u:hunter2@h/", null), Examples.diff("api-key", "hunter2", null, "")));
        var diff = new ObjectMapper().readTree(PlanJson.plan(Examples.plan(change), List.of())).at("/changes/0/diff");
        assertEquals(longValue, diff.at("/0/observed").asText());
        assertEquals("http://u:***@h/", diff.at("/0/desired").asText());
        assertEquals("***", diff.at("/1/observed").asText());
        assertTrue(diff.at("/1/desired").isNull());
        assertFalse(PlanJson.plan(Examples.mixed(), List.of()).contains(Examples.PASSWORD));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"formatVersion\" : \"1.0\"      | \"formatVersion\" : \"2.0\"      | formatVersion",
        "\"command\" : \"plan\"           | \"command\" : \"apply\"          | result",
        "\"command\" : \"plan\"           | \"command\" : \"plan\", \"restarts\" : 0 | restarts",
        "\"command\" : \"plan\"           | \"command\" : \"plan\", \"more\" : 0     | more",
        "\"converged\" : false            | \"converged\" : true             | blocked",
        "\"converged\" : false            | \"converged\" : \"no\"           | converged",
        "\"action\" : \"update\"          | \"action\" : \"replace\"         | action",
        "\"effect\" : \"restart\"         | \"effect\" : \"pause\"           | effect",
        "\"scope\" : \"host\"             | \"scope\" : \"user\"             | user",
        "\"user\" : \"alice\"             | \"user\" : null                  | user",
        "\"observed\" : \"0\"             | \"observed\" : 0                 | observed",
        "\"address\" : \"daemon[alice]\"  | \"address\" : \"daemon\"         | address",
        "\"why\" : \"docker.service       | \"whom\" : \"docker.service      | whom",
    })
    void theSchemaRefusesWhatIsNotPromised(String from, String to, String about) {
        var json = PlanJson.plan(Examples.mixed(), List.of());
        assertTrue(json.contains(from), json);
        var problems = PlanSchema.problems(json.replaceFirst(Pattern.quote(from),
                Matcher.quoteReplacement(to)));
        assertTrue(problems.stream().anyMatch(problem -> problem.contains(about)), problems::toString);
    }
}

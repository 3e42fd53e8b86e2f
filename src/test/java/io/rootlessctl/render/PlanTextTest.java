package io.rootlessctl.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.model.Action;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlanTextTest {

    @Test
    @DisplayName("O1: a plan shows host and user apart, differences, costs, reasons and steps")
    void mixed() {
        Golden.assertMatches("plan-mixed.txt", PlanText.render(Examples.mixed(), Style.PLAIN));
    }

    @Test
    void colourAddsSignsAndALegendAndNoWord() {
        var coloured = PlanText.render(Examples.mixed(), Style.COLOUR);
        Golden.assertMatches("plan-mixed-colour.txt", coloured);
        var bare = coloured.replaceAll("\u001b\\[\\d+m", "").replace("+ create   ~ update   - remove   ! blocked\n", "");
        assertEquals(PlanText.render(Examples.mixed(), Style.PLAIN), bare);
    }

    @Test
    @DisplayName("P2: what root has to do is one block to paste")
    void unprepared() {
        Golden.assertMatches("plan-unprepared.txt", PlanText.render(Examples.unprepared(), Style.PLAIN));
    }

    @Test
    void nothingToDo() {
        assertEquals("Converged: nothing to do.\n", PlanText.render(Plan.EMPTY, Style.PLAIN));
        var reports = Examples.mixed();
        var converged = new Plan(List.of(), List.of(), reports.foreign(), reports.unmanaged(), reports.warnings());
        Golden.assertMatches("plan-converged.txt", PlanText.render(converged, Style.PLAIN));
        assertFalse(PlanText.render(Plan.EMPTY, Style.COLOUR).contains("create"));
    }

    @Test
    void longValuesLoseTheirMiddleUnlessThatIsWhereTheyDiffer() {
        var ends = values("a".repeat(200), "b".repeat(200));
        assertTrue(ends.contains("    x: " + "a".repeat(59) + "…" + "a".repeat(40) + " -> b"), ends);
        var same = "a".repeat(80);
        assertTrue(values(same + "1" + same, same + "2" + same).contains(
                "      x:\n        - " + same + "1" + same + "\n        + " + same + "2" + same + "\n"));
        var hundred = "ü".repeat(100);
        assertTrue(values(hundred, "1").contains("x: " + hundred + " -> 1"));
        var emoji = "\uD83D\uDE00".repeat(101);
        assertTrue(values(emoji, "1").contains("\uD83D\uDE00…\uD83D\uDE00"));
    }

    @Test
    void valuesFromTheHostCannotDrawOnTheTerminal() {
        assertTrue(values("a\u001b[31m\u202eb\u009b", "").contains("x: a\\x1b[31m\\u202eb\\x9b -> (empty)"));
        assertTrue(values("one\r\n\u001btwo", "one").contains("- \\x1btwo\n"));
    }

    @Test
    void secretsAreNamedAndNotShown() {
        var text = values("{\"splunk-token\": \"hunter2\"}", "{\"splunk-token\": \"other\"}");
        assertTrue(text.contains("x: {\"splunk-token\": \"***\"} -> {\"splunk-token\": \"***\"} (in a secret)"), text);
        for (var style : List.of(Style.PLAIN, Style.COLOUR)) {
            assertFalse(PlanText.render(Examples.mixed(), style).contains(Examples.PASSWORD));
        }
    }

    private static String values(String observed, String desired) {
        Change change = Examples.change("daemon-json[a]", Scope.HOST, Action.UPDATE,
                List.of(Examples.diff("x", observed, desired, null)));
        return PlanText.render(Examples.plan(change), Style.PLAIN);
    }
}

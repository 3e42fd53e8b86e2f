package io.rootlessctl.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.model.Plan;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DriftTextTest {

    @Test
    @DisplayName("O3: silent when converged")
    void silentWhenConverged() {
        var foreign = new Plan(List.of(), List.of(), List.of(Examples.foreign()), List.of(), List.of());
        assertEquals("", DriftText.render(Plan.EMPTY, false, Style.COLOUR));
        assertEquals("drift: none\n", DriftText.render(Plan.EMPTY, true, Style.PLAIN));
        Golden.assertMatches("drift-foreign.txt", DriftText.render(foreign, false, Style.PLAIN));
    }

    @Test
    @DisplayName("O1: drift names address, field, observed, desired, and who moved")
    void everyDifference() {
        Golden.assertMatches("drift-mixed.txt", DriftText.render(Examples.mixed(), false, Style.PLAIN));
        Golden.assertMatches("drift-unprepared.txt", DriftText.render(Examples.unprepared(), false, Style.PLAIN));
    }

    @Test
    void countsAreInGoodEnglish() {
        var text = DriftText.render(Examples.plan(Examples.shell()), false, Style.PLAIN);
        assertEquals("drift: 1 field at 1 address", text.lines().toList().getLast());
    }
}

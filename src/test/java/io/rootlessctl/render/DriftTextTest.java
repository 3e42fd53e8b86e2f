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
        assertEquals("", DriftText.render(Plan.EMPTY, Style.COLOUR));
    }

    @Test
    @DisplayName("O1: what somebody else has changed is told although nothing is to be done about it")
    void foreignEdits() {
        var foreign = new Plan(List.of(), List.of(), List.of(Examples.foreign()), List.of(), List.of());
        Golden.assertMatches("drift-foreign.txt", DriftText.render(foreign, Style.PLAIN));
    }

    @Test
    @DisplayName("O1: drift names address, field, observed, desired, and who moved")
    void everyDifference() {
        Golden.assertMatches("drift-mixed.txt", DriftText.render(Examples.mixed(), Style.PLAIN));
        Golden.assertMatches("drift-unprepared.txt", DriftText.render(Examples.unprepared(), Style.PLAIN));
    }

    @Test
    void countsAreInGoodEnglish() {
        var text = DriftText.render(Examples.plan(Examples.shell()), Style.PLAIN);
        assertEquals("drift: 1 field at 1 address", text.lines().toList().getLast());
    }
}

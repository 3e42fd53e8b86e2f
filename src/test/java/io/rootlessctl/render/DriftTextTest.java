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
        assertEquals("", DriftText.render(Plan.EMPTY, Style.COLOUR, 0));
    }

    @Test
    @DisplayName("O1: what somebody else has changed is told although nothing is to be done about it")
    void foreignEdits() {
        var foreign = new Plan(List.of(), List.of(), List.of(Examples.foreign()), List.of(), List.of());
        Golden.assertMatches("drift-foreign.txt", DriftText.render(foreign, Style.PLAIN, 0));
    }

    @Test
    @DisplayName("O1: drift names address, field, observed, desired, and who moved")
    void everyDifference() {
        Golden.assertMatches("drift-mixed.txt", DriftText.render(Examples.mixed(), Style.PLAIN, 0));
        Golden.assertMatches("drift-unprepared.txt", DriftText.render(Examples.unprepared(), Style.PLAIN, 0));
    }

    @Test
    @DisplayName("on a terminal that is too narrow for both columns they are one below the other")
    void narrow() {
        Golden.assertMatches("drift-narrow.txt", DriftText.render(Examples.mixed(), Style.PLAIN, 60));
        assertEquals(DriftText.render(Examples.mixed(), Style.PLAIN, 0), DriftText.render(Examples.mixed(), Style.PLAIN, 400));
    }

    @Test
    void countsAreInGoodEnglish() {
        var text = DriftText.render(Examples.plan(Examples.shell()), Style.PLAIN, 0);
        assertEquals("drift: 1 field at 1 address", text.lines().toList().getLast());
    }
}

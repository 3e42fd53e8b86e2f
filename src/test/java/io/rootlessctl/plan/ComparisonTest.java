package io.rootlessctl.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.model.Applied;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.Undo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {

    @ParameterizedTest(name = "desired {0}, last-applied {1}, observed {2}: {3}")
    @CsvSource({
        "a, , a, equal",
        "a, a, a, equal",
        "a, b, a, equal",
        "a, , , difference",
        "a, , b, difference",
        "a, a, b, drift",
        "a, a, , drift",
        "a, b, b, difference",
        "a, b, c, drift",
        " , b, b, difference",
        " , b, c, foreign",
        " , b, , equal",
        " , , b, equal",
        " , , , equal",
    })
    void oneField(String desired, String last, String observed, String meaning) {
        var comparison = Comparison.of(
                field(desired), field(observed), new Applied(field(last), Set.of(), new TreeMap<>()));
        assertEquals(meaning, meaning(comparison));
    }

    @Test
    void whatWasSoBeforeItWasDeclaredStaysWhenItIsDeclaredNoMore() {
        var last = new Applied(field("b"), Set.of("field"), new TreeMap<>());
        for (var observed : new String[] {"b", "c", null}) {
            assertEquals("equal", meaning(Comparison.of(field(null), field(observed), last)));
        }
    }

    @Test
    void whatWasOtherwiseBeforeGoesBackToThat() {
        var last = new Applied(field("b"), Set.of(), new TreeMap<>(), new TreeMap<>(Map.of("field", Optional.of("a"))),
                Undo.NOTHING);
        assertEquals(Optional.of("a"), Comparison.of(field(null), field("b"), last).differences().getFirst().desired());
        assertEquals("equal", meaning(Comparison.of(field(null), field("a"), last)));
        assertEquals("foreign", meaning(Comparison.of(field(null), field("c"), last)));
    }

    private static String meaning(Comparison comparison) {
        if (!comparison.foreign().isEmpty()) {
            assertEquals(List.of(), comparison.differences());
            return "foreign";
        }
        return comparison.differences().isEmpty() ? "equal"
                : comparison.differences().stream().anyMatch(FieldDiff::drifted) ? "drift" : "difference";
    }

    private static SortedMap<String, String> field(String value) {
        var fields = new TreeMap<String, String>();
        if (value != null) {
            fields.put("field", value);
        }
        return fields;
    }
}

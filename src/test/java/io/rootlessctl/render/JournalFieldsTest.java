package io.rootlessctl.render;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JournalFieldsTest {
    @Test
    @DisplayName("O3: a drift is one entry of the journal, found by user, kind and address")
    void driftAsFields() {
        var fields = JournalFields.drift(Examples.mixed());
        var text = fields.stream().map(field -> field.name() + "=" + field.value() + "\n").collect(Collectors.joining());
        Golden.assertMatches("journal-fields.txt", text);
        assertFalse(text.contains(Examples.PASSWORD), text);
        assertTrue(fields.stream().allMatch(field -> field.name().matches("[A-Z][A-Z_]*")), fields::toString);
    }

    @Test
    @DisplayName("O3: the entry's line names three addresses at most")
    void oneLine() {
        var message = JournalFields.drift(Examples.plan(Examples.shell())).getFirst().value();
        assertTrue(message.contains("1 field at 1 address (shell[bash] of alice); `rootlessctl drift`"), message);
        assertTrue(List.of(message.split("\n")).size() == 1, message);
    }
}

package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandsTest {

    @Test
    void onlyTheNamedCommandIsMade() {
        assertEquals(Set.of("plan"), made("plan", "-f", "x"));
        assertEquals(Set.of("plan"), made("--debug", "plan"));
    }

    @Test
    void aWordBeforeTheCommandHidesNone() {
        assertEquals(Set.of("apply", "list-ports"), made("--socket", "apply", "list-ports"));
        assertTrue(made("--socket", "/run/api.sock", "list-ports").contains("list-ports"));
    }

    @Test
    void theHelpAndMisspeltCommandsKnowAll() {
        for (var arguments : List.of(List.of("--help"), List.of("help", "plan"), List.of("pln"), List.<String>of())) {
            var names = made(arguments.toArray(String[]::new));
            assertTrue(names.containsAll(Set.of("apply", "plan", "info", "help")), names::toString);
        }
    }

    @Test
    void eachIsNamedAsItsOwnAnnotationSays() {
        line().getSubcommands().forEach((name, command) -> assertEquals(name, command.getCommandSpec().name()));
    }

    private static Set<String> made(String... arguments) {
        return line(arguments).getSubcommands().keySet();
    }

    /** Commands are not run here, so that they need no invocation. */
    private static CommandLine line(String... arguments) {
        var line = new CommandLine(new RootCommand(), new Factory(null));
        Commands.addTo(line, arguments);
        return line;
    }
}

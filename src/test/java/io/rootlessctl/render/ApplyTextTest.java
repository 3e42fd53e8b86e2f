package io.rootlessctl.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.apply.ApplyResult;
import io.rootlessctl.model.Plan;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApplyTextTest {

    @Test
    void nothingToDo() {
        var result = new ApplyResult(Plan.EMPTY, List.of(), List.of(), 0);
        assertEquals("Converged: nothing to do.\n", ApplyText.render(result, Style.PLAIN));
    }

    @Test
    void applied() {
        Golden.assertMatches("apply-applied.txt", ApplyText.render(Examples.applied(), Style.PLAIN));
    }

    @Test
    void theRestIsBlocked() {
        Golden.assertMatches("apply-blocked.txt", ApplyText.render(Examples.partlyBlocked(), Style.PLAIN));
    }

    @Test
    void rolledBackWithTheDaemonsLog() {
        Golden.assertMatches("apply-rolled-back.txt", ApplyText.render(Examples.rolledBack(), Style.PLAIN));
    }

    @Test
    void failedAndNotPutBack() {
        Golden.assertMatches("apply-failed.txt", ApplyText.render(Examples.failed(), Style.PLAIN));
    }

    @Test
    void aChangeInOneLine() {
        assertEquals("~ daemon[alice] (restart)", ChangeText.line(Examples.daemon()));
        assertEquals("- context[old] of alice", ChangeText.line(Examples.context()));
        assertEquals("~ sysctl[user.max_user_namespaces]", ChangeText.line(Examples.sysctl()));
        assertEquals("\u001b[33m~\u001b[0m daemon[alice] \u001b[33m(restart)\u001b[0m",
                ChangeText.line(Examples.daemon(), Style.COLOUR));
    }
}

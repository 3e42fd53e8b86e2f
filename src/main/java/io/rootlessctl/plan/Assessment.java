package io.rootlessctl.plan;

import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.ForeignEdit;
import io.rootlessctl.model.Warning;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One address, looked at: converged when neither {@code change} nor {@code blocked} is there, never both.
 *
 * @param applied what last-applied shall say once the given change was made, or when none was needed
 */
public record Assessment(
        Optional<Change> change, Optional<Blocked> blocked, List<ForeignEdit> foreign, List<Warning> warnings,
        Function<Optional<Change>, Applied> applied) {

    public boolean converged() {
        return change.isEmpty() && blocked.isEmpty();
    }
}

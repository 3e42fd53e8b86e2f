package io.rootlessctl.apply;

import io.rootlessctl.model.Account;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import java.util.Optional;

/** Who watches an apply: told before each thing happens. */
public interface ApplyListener {

    /** What is about to be done; called again when what was done brought more to do. */
    void planned(Plan plan);

    void starting(Change change);

    void done(Change change);

    /** An earlier apply was cut off; this one goes on from what the host is now. */
    void interrupted(Scope scope, String when);

    void rollingBack(Scope scope, Account as);

    /** What a rollback leaves, for it cannot be taken back now: in one line that begins with its subject. */
    default void stays(String what) {
        // Whoever only counts has no use for it.
    }

    /** Asked before each step: why nothing more is to be begun. What has been done is put back then. */
    Optional<String> stopped();
}

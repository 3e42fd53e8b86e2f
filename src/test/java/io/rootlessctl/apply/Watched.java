package io.rootlessctl.apply;

import io.rootlessctl.model.Account;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps what an apply told while it ran. */
public final class Watched implements ApplyListener {
    private final List<String> told = new ArrayList<>();
    private Optional<String> stopAt = Optional.empty();
    private boolean stopped;

    /** One line a message, {@code starting daemon[alice]}. */
    public List<String> told() {
        return List.copyOf(told);
    }

    @Override
    public void planned(Plan plan) {
        told.add("planned " + plan.changes().size());
    }

    @Override
    public void starting(Change change) {
        told.add("starting " + change.address());
    }

    @Override
    public void done(Change change) {
        told.add("done " + change.address());
    }

    @Override
    public void interrupted(Scope scope, String when) {
        told.add("interrupted " + scope);
    }

    @Override
    public void rollingBack(Scope scope, Account as) {
        told.add("rolling back " + scope);
    }

    @Override
    public void stays(String what) {
        told.add("stays " + what);
    }

    @Override
    public Optional<String> stopped() {
        return stopped || stopAt.isPresent() && told.contains(stopAt.get()) ? Optional.of("interrupted by a signal") : Optional.empty();
    }

    /** From now on nothing more is to be begun. */
    public void stop() {
        stopped = true;
    }

    /** From when this was told on, nothing more is to be begun. */
    public void stopAt(String message) {
        stopAt = Optional.of(message);
    }
}

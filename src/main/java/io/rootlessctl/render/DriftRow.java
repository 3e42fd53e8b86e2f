package io.rootlessctl.render;

import io.rootlessctl.model.Address;
import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.ForeignEdit;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One field in two columns: what somebody has changed on the host since the last apply, and what an apply would change.
 *
 * <table>
 * <caption>Which columns a field has</caption>
 * <tr><th>field</th><th>since the last apply</th><th>by an apply</th></tr>
 * <tr><td>declared, and changed on the host</td><td>last applied to observed</td><td>observed to desired</td></tr>
 * <tr><td>declared anew or otherwise</td><td>none</td><td>observed to desired</td></tr>
 * <tr><td>not declared any more, and changed on the host</td><td>last applied to observed</td><td>none: foreign</td></tr>
 * </table>
 *
 * @param since empty when nobody has changed it since
 * @param apply empty when an apply leaves it alone
 * @param blocked whether this caller's apply would not do it
 * @param foreign whether it is somebody else's now
 */
record DriftRow(
        Address address, Scope scope, String field, Optional<Move> since, Optional<Move> apply, boolean blocked,
        boolean foreign) {

    /** From one value to another; empty where the field is not there. Secrets are masked. */
    record Move(Optional<String> from, Optional<String> to) {
        static Move of(String field, Optional<String> from, Optional<String> to) {
            return new Move(Secrets.masked(field, from), Secrets.masked(field, to));
        }
    }

    static List<DriftRow> of(Plan plan) {
        var rows = new ArrayList<DriftRow>();
        plan.changes().forEach(change -> rows.addAll(of(change, false)));
        plan.blocked().stream().map(Blocked::change).forEach(change -> rows.addAll(of(change, true)));
        plan.foreign().forEach(edit -> rows.add(of(edit)));
        return List.copyOf(rows);
    }

    static List<DriftRow> of(Change change, boolean blocked) {
        return change.diff().stream().map(diff -> of(diff, change, blocked)).toList();
    }

    private static DriftRow of(FieldDiff diff, Change change, boolean blocked) {
        var field = diff.field();
        return new DriftRow(change.address(), change.scope(), field,
                diff.drifted() ? Optional.of(Move.of(field, diff.lastApplied(), diff.observed())) : Optional.empty(),
                Optional.of(Move.of(field, diff.observed(), diff.desired())), blocked, false);
    }

    static DriftRow of(ForeignEdit edit) {
        return new DriftRow(edit.address(), edit.scope(), edit.field(),
                Optional.of(Move.of(edit.field(), Optional.of(edit.lastApplied()), edit.observed())), Optional.empty(), false,
                true);
    }
}

package io.rootlessctl.plan;

import io.rootlessctl.model.Applied;
import io.rootlessctl.model.FieldDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Desired, observed and last-applied fields of one address, held against one another.
 *
 * <table>
 * <caption>One field</caption>
 * <tr><th>desired</th><th>last-applied</th><th>observed</th><th>means</th></tr>
 * <tr><td>a</td><td>any</td><td>a</td><td>as it should be</td></tr>
 * <tr><td>a</td><td>any</td><td>b or none</td><td>a difference: set a</td></tr>
 * <tr><td>none</td><td>b, before us a</td><td>b</td><td>a difference: ours, and no longer declared: back to a</td></tr>
 * <tr><td>none</td><td>b, before us a</td><td>a</td><td>taken back already</td></tr>
 * <tr><td>none</td><td>b</td><td>c</td><td>foreign: somebody changed it, it is theirs now</td></tr>
 * <tr><td>none</td><td>b</td><td>none</td><td>gone already</td></tr>
 * <tr><td>none</td><td>found b</td><td>any</td><td>it was so before we came: left as it is</td></tr>
 * <tr><td>none</td><td>none</td><td>any</td><td>not ours</td></tr>
 * </table>
 */
record Comparison(List<FieldDiff> differences, List<FieldDiff> foreign) {

    static Comparison of(
            SortedMap<String, String> desired, SortedMap<String, String> observed, Applied applied) {
        var last = applied.fields();
        var differences = new ArrayList<FieldDiff>();
        var foreign = new ArrayList<FieldDiff>();
        desired.forEach((field, value) -> {
            if (!value.equals(observed.get(field))) {
                differences.add(diff(field, observed, desired, last));
            }
        });
        applied.set().forEach((field, value) -> {
            var before = applied.former(field);
            var now = Optional.ofNullable(observed.get(field));
            if (!desired.containsKey(field) && now.isPresent() && !now.equals(before)) {
                (now.get().equals(value) ? differences : foreign)
                        .add(new FieldDiff(field, now, before, Optional.of(value)));
            }
        });
        return new Comparison(List.copyOf(differences), List.copyOf(foreign));
    }

    private static FieldDiff diff(
            String field, SortedMap<String, String> observed, SortedMap<String, String> desired,
            SortedMap<String, String> last) {
        return new FieldDiff(
                field, Optional.ofNullable(observed.get(field)), Optional.ofNullable(desired.get(field)),
                Optional.ofNullable(last.get(field)));
    }
}

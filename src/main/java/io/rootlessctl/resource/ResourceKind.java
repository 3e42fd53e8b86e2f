package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Advice;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * One kind of managed thing. Both sides are spelled out as flat maps of normalised fields, so that the three-way
 * comparison of desired, observed and last-applied is written once, in the planner, and holds for every kind.
 *
 * @param <D> what is desired at one address
 * @param <O> what was observed there
 */
public interface ResourceKind<D, O> {

    /** The first part of the address, {@code sysctl}. */
    String name();

    /** The manifest's keys that it sees to, dotted; one stands for all that are below it. */
    default Set<String> keys() {
        return Set.of();
    }

    /**
     * The addresses of this kind and what is desired at each.
     *
     * @param last what was applied before: addresses that are not declared any more are returned too, with no desired
     *     fields, so that what was set there can be taken back
     */
    List<Desired<D>> declare(Declaration declaration, LastApplied last, HostView host);

    Observation<O> observe(D desired, HostView host);

    /** The owned fields, and only those, each with the value it shall have. */
    SortedMap<String, String> desired(D desired);

    /**
     * What the same fields are now, spelled as {@link #desired} spells them; a field that is not there is left out.
     *
     * @param observed present or absent: what was not readable or not understood is never compared
     */
    SortedMap<String, String> observed(D desired, Observation<O> observed);

    /**
     * What would have to be done about {@code diffs}, which is not empty. A difference at a field that is not desired is
     * to be taken back: its {@code desired} is the value that the field had before it was ours.
     *
     * @param host to look up what the steps need besides: missing parent directories, a free id range
     */
    Proposal propose(D desired, Observation<O> observed, List<FieldDiff> diffs, HostView host);

    /**
     * What the next run should know of this address beyond its fields: the notes of {@link Applied}.
     *
     * @param taken the effect of the change that was just made; {@code NONE} if there was none
     */
    default SortedMap<String, String> notes(D desired, O observed, Effect taken) {
        return Collections.emptySortedMap();
    }

    /**
     * Whether a field may have had its value from somebody else before it was declared, and is to keep it then. What a
     * process runs with is not somebody's choice but follows from its files.
     */
    default boolean leavesWhatItFound() {
        return true;
    }

    /** What is kept of the last apply, without values of the time before us that were none. */
    default Applied truly(Applied last) {
        return last;
    }

    /** Fields of the last apply that are not ours to take back any more. */
    default Set<String> letBe(D desired) {
        return Set.of();
    }

    /** Whether the thing goes, and nothing of it is wanted any more. */
    default boolean removes(D desired) {
        return desired(desired).isEmpty();
    }

    /**
     * What of this kind is on the host already, whoever brought it, for a manifest that is made from the host. Decides
     * nothing: whether a value can really be declared without changing anything is for a plan to say.
     *
     * @param found the users to look at, with what is known of them so far
     */
    default List<Existing> existing(Declaration found, HostView host) {
        return List.of();
    }

    /** What no change mends and the reader should know all the same. */
    default List<String> warnings(D desired, Observation<O> observed) {
        return List.of();
    }

    /** What works and could be better: warnings that the file can silence. */
    default List<Advice> advice(D desired, Observation<O> observed) {
        return List.of();
    }
}

package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Observation;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** What is to become of one owner's subordinate ids. */
sealed interface SubIdWish permits SubIdNeed, GrantedRanges, OverlapOfOthers {
    /** By name, or by number where /etc/subuid has no name. */
    String owner();

    Observation<SubIdNeed.Seen> seen(HostView host);

    /** Nothing where the ranges are to go. */
    SortedMap<String, String> desired();

    SortedMap<String, String> observed(SubIdNeed.Seen seen);

    /** Fields of the last apply that stay. */
    Set<String> letBe();

    List<String> warnings();
}

package io.rootlessctl.resource;

import io.rootlessctl.host.SubIdRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Two ranges of one user that share ids: newuidmap answers "Invalid argument" to the map that they make. */
record RepeatedRange(SubIdRange first, SubIdRange again) {

    static Optional<RepeatedRange> among(List<SubIdRange> own) {
        for (int i = 0; i < own.size(); i++) {
            for (var other : own.subList(i + 1, own.size())) {
                if (own.get(i).overlaps(other)) {
                    return Optional.of(new RepeatedRange(own.get(i), other));
                }
            }
        }
        return Optional.empty();
    }

    /** Why nothing may be made of the file before it is mended, and how it is. */
    static Optional<Proposal> in(Path file, List<SubIdRange> own) {
        return among(own).map(found -> Proposal.hindered(
                file + ": " + found + ", which newuidmap refuses; " + (found.equal()
                        ? "take one of the two lines away" : "make them ranges that share no id, by hand"),
                found.equal() ? found.removal(file) : new String[0]));
    }

    private boolean equal() {
        return first.start() == again.start() && first.count() == again.count();
    }

    /** Takes the later line away; what is run again finds nothing more to do. */
    private String[] removal(Path file) {
        var line = again.owner() + ":" + again.start() + ":" + again.count();
        var kept = "$0 != \"" + line + "\"" + (first.owner().equals(again.owner()) ? " || !seen++" : "");
        return new String[] {
            "awk '" + kept + "' " + file + " > " + file + ".once", "cat " + file + ".once > " + file, "rm " + file + ".once"};
    }

    @Override
    public String toString() {
        return equal() ? first.span() + " is listed twice" : first.span() + " and " + again.span() + " overlap";
    }
}

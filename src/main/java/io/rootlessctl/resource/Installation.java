package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.OsRelease;
import io.rootlessctl.model.Step;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How programs that are missing come onto the host: by the packages of its distribution, or of Docker's repository.
 *
 * @param missing programs that are not there or will not do
 * @param old which of them are there and too old, each after {@code "; "}; may be empty
 * @param wanted whether packages may be installed
 */
record Installation(SortedSet<String> missing, String old, boolean wanted, HostView host) {

    /** @param steps what else is to be done */
    Proposal proposal(List<Step> steps) {
        var release = host.osRelease().found();
        var known = release.flatMap(Distribution::of).map(this::ofDocker);
        var unknown = new TreeSet<>(missing);
        known.ifPresent(row -> unknown.removeAll(row.packages().keySet()));
        var names = known.map(Distribution::packages).stream().flatMap(packages -> missing.stream().map(packages::get))
                .filter(Objects::nonNull).distinct().sorted().toList();
        if (!names.isEmpty()) {
            steps.addFirst(new Step.InstallPackages(known.get().system(), names));
        }
        if (!unknown.isEmpty()) {
            return Proposal.of(steps).butNot(String.join(", ", unknown) + ": " + lacking() + ", and " + unknown(known, release)
                    + old);
        }
        var proposal = Proposal.of(steps).because((notes(known.get()) + old).replaceFirst("^; ", ""));
        return wanted ? proposal
                : proposal.butNot("host.packages is \"check\": " + String.join(", ", missing) + " " + lacking() + "; declare "
                        + "host.packages = \"install\", or install " + String.join(" ", names) + old);
    }

    /** What takes the packages of these programs away again; empty where they are not known. */
    static Optional<String> removal(Collection<String> programs, HostView host) {
        var known = host.osRelease().found().flatMap(Distribution::of)
                .map(new Installation(new TreeSet<>(programs), "", false, host)::ofDocker);
        return known.map(row -> programs.stream().map(row.packages()::get).filter(Objects::nonNull).distinct().sorted().toList())
                .filter(names -> !names.isEmpty()).map(names -> known.get().system().removal(names));
    }

    private String lacking() {
        return old.isEmpty() ? "not found" : "not found or too old";
    }

    private static String unknown(Optional<Distribution> known, Optional<OsRelease> release) {
        var name = release.map(OsRelease::prettyName).filter(text -> !text.isEmpty()).orElse("this host");
        return known.map(row -> "no package of " + name + " is known to have it; install it by hand"
                        + (row.notes().isEmpty() ? "" : ": " + row.notes()))
                .orElse("the packages of " + name + " are not known; install it by hand");
    }

    /** Where Docker itself came from its own repository, what belongs to it has to come from there too. */
    private Distribution ofDocker(Distribution row) {
        var own = Distributions.DOCKER_CE.get("dockerd");
        boolean there = host.installed(List.of(own)).found().filter(names -> names.contains(own)).isPresent();
        return there ? row.withPackages(Distributions.DOCKER_CE) : row;
    }

    /** Only what is to be had from Docker, or of Docker, has anything to be noted. */
    private String notes(Distribution row) {
        return missing.stream().anyMatch(Distributions.DOCKER_CE::containsKey) ? row.notes() : "";
    }
}

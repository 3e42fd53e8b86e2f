package io.rootlessctl.resource;

import io.rootlessctl.host.Firewall;
import io.rootlessctl.host.OsRelease;
import io.rootlessctl.model.PackageSystem;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is particular to one distribution; {@link Distributions} lists them.
 *
 * @param ids as /etc/os-release spells them
 * @param releases the major releases that this holds for; a rolling distribution counts as the newest there is
 * @param packages which package has which program
 * @param recommended programs to have where nothing else is declared, for this release's kernel is too old
 * @param firewall what the iptables of its packages works with
 * @param notes what an administrator should know when programs are missing; may be empty
 */
record Distribution(
        String name, Set<String> ids, Releases releases, PackageSystem system, Map<String, String> packages,
        Set<String> recommended, Firewall firewall, String notes) {

    /** From one major release to another, both included. */
    record Releases(long from, long to) {
        static final Releases ALL = new Releases(0, Long.MAX_VALUE);

        static Releases only(long release) {
            return new Releases(release, release);
        }

        static Releases since(long release) {
            return new Releases(release, Long.MAX_VALUE);
        }

        boolean holds(long release) {
            return from <= release && release <= to;
        }
    }

    Distribution {
        ids = Set.copyOf(ids);
        packages = Map.copyOf(packages);
        recommended = Set.copyOf(recommended);
    }

    /**
     * By the distribution's own id and release, then by the ones it says it is like, nearest first. A release that is
     * older than all that are listed is not known; a derived distribution counts its own way, so that the name of the
     * release it is made from comes first, and one that has no such number gets the newest.
     */
    static Optional<Distribution> of(OsRelease release) {
        return own(release).or(() -> known(release) ? Optional.empty() : derived(release));
    }

    private static Optional<Distribution> own(OsRelease release) {
        return called(release.id()).filter(row -> row.releases().holds(major(release))).findFirst();
    }

    private static boolean known(OsRelease release) {
        return called(release.id()).findAny().isPresent();
    }

    private static Optional<Distribution> derived(OsRelease release) {
        return release.idLike().stream().filter(id -> called(id).findAny().isPresent()).findFirst()
                .flatMap(id -> called(id).filter(row -> row.releases().holds(origin(id, release))).findFirst()
                        .or(() -> called(id).reduce((_, newest) -> newest)));
    }

    private static Stream<Distribution> called(String id) {
        return Distributions.ALL.stream().filter(row -> row.ids().contains(id));
    }

    private static long origin(String id, OsRelease release) {
        return Optional.ofNullable(Distributions.CODENAMES.get(id + " " + release.codename())).orElseGet(() -> major(release));
    }

    /** {@code 15} of {@code 15.6}; the newest where there is no number. */
    private static long major(OsRelease release) {
        var first = release.versionId().split("\\.", 2)[0];
        return first.matches("\\d{1,18}") ? Long.parseLong(first) : Long.MAX_VALUE;
    }

    /** The same distribution with Docker installed from Docker's own repository. */
    Distribution withPackages(Map<String, String> others) {
        var all = new TreeMap<>(packages);
        all.putAll(others);
        return new Distribution(name, ids, releases, system, all, recommended, firewall, notes);
    }
}

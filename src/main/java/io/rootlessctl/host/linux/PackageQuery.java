package io.rootlessctl.host.linux;

import io.rootlessctl.host.OsRelease;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.PackageSystem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** How each package system is asked what is installed, and what it answers. */
final class PackageQuery {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private PackageQuery() {}

    /** By the distribution and what it derives from, not by the programs that are there: Debian has an rpm, too. */
    static Optional<PackageSystem> system(OsRelease release) {
        return Stream.concat(Stream.of(release.id()), release.idLike().stream())
                .map(PackageQuery::system).flatMap(Optional::stream).findFirst();
    }

    private static Optional<PackageSystem> system(String distribution) {
        return Optional.ofNullable(switch (distribution) {
            case "debian", "ubuntu" -> PackageSystem.APT;
            case "fedora", "rhel", "centos" -> PackageSystem.DNF;
            case "suse", "opensuse", "sles" -> PackageSystem.ZYPPER;
            case "arch" -> PackageSystem.PACMAN;
            case "alpine" -> PackageSystem.APK;
            default -> null;
        });
    }

    /** Those of the packages that are installed; absent where nothing is known of the distribution. */
    static Observation<Set<String>> ask(Observation<OsRelease> release, List<String> packages, UserCommands commands) {
        return release.found().flatMap(PackageQuery::system)
                .map(system -> ask(system, packages, commands)).orElseGet(Observation::absent);
    }

    private static Observation<Set<String>> ask(PackageSystem system, List<String> packages, UserCommands commands) {
        if (packages.isEmpty()) {
            return Observation.present(Set.of());
        }
        try {
            var result = commands.run(Map.of(), LIMIT, arguments(system, packages));
            return Observation.present(installed(system, result.out(), packages));
        } catch (IOException problem) {
            return new Observation.Unreadable<>("packages", problem.getMessage());
        }
    }

    static List<String> arguments(PackageSystem system, List<String> names) {
        var argv = new ArrayList<>(switch (system) {
            case APT -> List.of("dpkg-query", "-W", "-f=${db:Status-Status} ${Package}\\n", "--");
            case DNF, ZYPPER -> List.of("rpm", "-q", "--qf", "%{NAME}\\n", "--");
            case PACMAN -> List.of("pacman", "-Q", "--");
            case APK -> List.of("apk", "info", "-e", "--");
        });
        argv.addAll(names);
        return argv;
    }

    /**
     * The wanted names in the answer. What is not installed is told on standard error, or in lines that do not consist
     * of a name alone.
     */
    static Set<String> installed(PackageSystem system, String output, List<String> wanted) {
        var found = new TreeSet<String>();
        output.lines().forEach(line -> {
            var words = line.strip().split(" ");
            var name = switch (system) {
                case APT -> words.length == 2 && words[0].equals("installed") ? words[1] : "";
                case DNF, ZYPPER, APK -> words.length == 1 ? words[0] : "";
                case PACMAN -> words.length == 2 ? words[0] : "";
            };
            if (wanted.contains(name)) {
                found.add(name);
            }
        });
        return found;
    }
}

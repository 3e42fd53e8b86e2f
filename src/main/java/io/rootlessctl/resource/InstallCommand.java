package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.model.PackageSystem;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What {@code {install newuidmap}} in the commands of a cause stands for: a program's package on this distribution. */
final class InstallCommand {
    private static final Pattern PLACE = Pattern.compile("\\{install ([a-z0-9.-]+)}");
    private static final String PREFIX = "install ";

    private InstallCommand() {}

    /** The cause with the commands of the host's distribution. */
    static Cause on(HostView host, Cause cause) {
        var release = host.osRelease().found();
        return cause.in(values(cause, release.flatMap(Distribution::of)));
    }

    /** Where nothing is known of the host. */
    static Cause anywhere(Cause cause) {
        return cause.in(values(cause, Optional.empty()));
    }

    private static Map<String, String> values(Cause cause, Optional<Distribution> distribution) {
        var values = new TreeMap<String, String>();
        Stream.concat(cause.asRoot().stream(), cause.asUser().stream())
                .flatMap(command -> PLACE.matcher(command).results().map(found -> found.group(1)))
                .forEach(program -> values.put(PREFIX + program, distribution.map(row ->
                        command(row.system()) + row.packages().getOrDefault(program, program)).orElse("# install what brings " + program)));
        return values;
    }

    private static String command(PackageSystem system) {
        return switch (system) {
            case APT -> "apt-get install -y ";
            case DNF -> "dnf install -y ";
            case ZYPPER -> "zypper --non-interactive install ";
            case PACMAN -> "pacman -S --noconfirm --needed ";
            case APK -> "apk add ";
        };
    }
}

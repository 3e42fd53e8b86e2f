package io.rootlessctl.host.linux;

import io.rootlessctl.host.Firewall;
import io.rootlessctl.model.Version;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What programs print when they are run with {@code --version}:
 *
 * <pre>
 * Docker version 20.10.24+dfsg1, build 5d6db84
 * slirp4netns version 1.2.0
 * systemd 252 (252.39-1~deb12u1)
 * fuse-overlayfs: version 1.10   may follow a line without a number
 * pasta 2024_12_11.09478d5       its version is a date: 2024.12.11
 * pasta 0.0~git20250503.587980c-2
 * </pre>
 */
final class VersionOutput {
    /** The programs that can be asked; others might do anything when they are run. */
    static final Set<String> TELLING = Set.of(
            "dockerd", "docker", "rootlesskit", "docker-rootlesskit", "slirp4netns", "pasta", "fuse-overlayfs",
            "iptables", "vpnkit", "systemctl");
    private static final Pattern DATE = Pattern.compile("(20\\d\\d)_?(\\d\\d)_?(\\d\\d)");

    private VersionOutput() {}

    static Optional<Version> parse(String program, String output) {
        var rest = output.lines().map(VersionOutput::afterName).filter(text -> text.matches(".*\\d.*"))
                .findFirst().orElse("");
        if (program.equals("pasta")) {
            var date = DATE.matcher(rest);
            return date.find()
                    ? Optional.of(Version.of(number(date.group(1)), number(date.group(2)), number(date.group(3))))
                    : Optional.empty();
        }
        return Version.find(rest);
    }

    /** {@code iptables v1.8.9 (nf_tables)}; before 1.8 it said nothing, and knew only the other one. */
    static Firewall firewall(String output) {
        return output.contains("(nf_tables)") ? Firewall.NF_TABLES : Firewall.IP_TABLES;
    }

    /** Names hold digits, too: slirp4netns. */
    private static String afterName(String line) {
        return line.strip().substring(line.strip().indexOf(' ') + 1);
    }

    private static Integer number(String digits) {
        return Integer.valueOf(digits);
    }
}

package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.rootlessctl.host.FakeHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Real os-release files, one a folder, and what is known of each distribution. COVERAGE P7, P9. */
class DistributionTest {
    private static final Path ALL = Path.of("src/test/resources/distributions");
    private static final List<String> PROGRAMS = List.of(
            "dbus-daemon", "docker", "dockerd", "dockerd-rootless.sh", "fuse-overlayfs", "iptables", "newgidmap",
            "newuidmap", "pasta", "rootlesskit", "setcap", "setpriv", "slirp4netns", "usermod");

    @TestFactory
    Stream<DynamicTest> everyDistributionHasItsPackages() throws IOException {
        try (var folders = Files.list(ALL)) {
            return folders.sorted().toList().stream().map(folder -> dynamicTest(folder.getFileName().toString(), () ->
                    assertEquals(Files.readString(folder.resolve("expected")), described(folder))));
        }
    }

    private static String described(Path folder) throws IOException {
        var host = new FakeHost().file("/etc/os-release", Files.readString(folder.resolve("os-release")));
        return Distribution.of(host.osRelease().found().orElseThrow()).map(DistributionTest::described).orElse("unknown\n");
    }

    private static String described(Distribution row) {
        return "name " + row.name() + "\nsystem " + row.system().name().toLowerCase(Locale.ROOT) + "\nrecommended "
                + words(new TreeSet<>(row.recommended()).stream()) + "\nfirewall " + row.firewall().name().toLowerCase(Locale.ROOT) + "\n"
                + PROGRAMS.stream().map(program -> program + " " + row.packages().getOrDefault(program, "-") + "\n")
                        .collect(Collectors.joining());
    }

    private static String words(Stream<String> all) {
        var joined = all.collect(Collectors.joining(" "));
        return joined.isEmpty() ? "-" : joined;
    }

    @Test
    void everyRowHasAFolder() throws IOException {
        try (var folders = Files.list(ALL)) {
            var seen = new TreeSet<String>();
            for (var folder : folders.toList()) {
                Files.readString(folder.resolve("expected")).lines().filter(line -> line.startsWith("name "))
                        .forEach(line -> seen.add(line.substring("name ".length())));
            }
            assertEquals(Distributions.ALL.stream().map(Distribution::name).collect(Collectors.toCollection(TreeSet::new)),
                    seen);
        }
    }
}

package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.host.FakeHost;
import io.rootlessctl.manifest.InvalidManifestException;
import io.rootlessctl.manifest.ManifestReader;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.resource.NetworkChoice.Pair;
import io.rootlessctl.resource.NetworkChoice.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything that can be declared of drivers, on hosts of several ages, held against what is known of each pair. */
@DisplayName("N1 N2 N3 N5: every declaration comes to a pair that works here or to a refusal with one that does")
class DriverRulesTest {
    private static final Pattern NEAREST =
            Pattern.compile("network\\.driver = \"([^\"]+)\" with network\\.port-driver = \"([^\"]+)\"$");
    private static final List<String> NETWORKS =
            List.of("auto", "slirp4netns", "pasta", "vpnkit", "lxc-user-nic", "gvisor-tap-vsock");
    private static final List<String> PORTS =
            List.of("auto", "builtin", "slirp4netns", "implicit", "gvisor-tap-vsock", "pesto");
    private static final List<String> WISHES = List.of(
            "source-ip = \"preserve\"", "ipv6 = true", "cidr = \"10.41.7.0/24\"", "host-loopback = true", "publish");
    private static final Set<String> KEEPING = Set.of("slirp4netns", "implicit", "pesto");
    private static final Set<String> WITHOUT_LOOPBACK = Set.of("lxc-user-nic");

    /** Hosts, and the pairs that their RootlessKit really takes, each as {@code network+port}. */
    private enum Age {
        DEBIAN_12("20.10.24", "1.1.0", "", "slirp4netns+builtin slirp4netns+slirp4netns"),
        DEBIAN_13("26.1.5", "2.0.2", "2025.5.3", "slirp4netns+builtin slirp4netns+slirp4netns pasta+implicit"),
        OLD_PASTA("26.1.5", "2.0.2", "2023.3.9", "slirp4netns+builtin slirp4netns+slirp4netns"),
        DOCKER_29_0("29.0.1", "2.3.5", "2025.5.3", "slirp4netns+builtin pasta+implicit"),
        DOCKER_29_5("29.5.0", "3.0.0", "2026.4.1", "slirp4netns+builtin slirp4netns+slirp4netns pasta+implicit "
                + "gvisor-tap-vsock+builtin gvisor-tap-vsock+gvisor-tap-vsock"),
        NEWEST("29.8.0", "3.1.0", "2026.10.2", "slirp4netns+builtin slirp4netns+slirp4netns pasta+implicit pasta+builtin "
                + "pasta+pesto gvisor-tap-vsock+builtin gvisor-tap-vsock+gvisor-tap-vsock");

        private final FakeHost host;
        private final Set<String> pairs;

        Age(String docker, String rootlessKit, String pasta, String pairs) {
            host = FakeHost.debian().program("/usr/sbin/dockerd", docker).program("/usr/bin/rootlesskit", rootlessKit);
            if (!pasta.isEmpty()) {
                host.program("/usr/bin/pasta", pasta);
            }
            this.pairs = Set.of(pairs.split(" "));
        }
    }

    @ParameterizedTest
    @EnumSource
    void comesToAPairThatWorksOrToARefusalThatNamesOne(Age age) {
        int valid = 0;
        for (var network : NETWORKS) {
            for (var port : PORTS) {
                for (int chosen = 0; chosen < 1 << WISHES.size(); chosen++) {
                    var wishes = wishes(chosen);
                    var settings = settings(network, port, wishes);
                    if (settings.isPresent()) {
                        valid++;
                        check(age, network, port, wishes, settings.get());
                    }
                }
            }
        }
        assertTrue(valid > 300, "only " + valid + " declarations were valid");
    }

    private static void check(Age age, String network, String port, List<String> wishes, Settings settings) {
        var told = age + ": driver " + network + ", port-driver " + port + ", " + wishes;
        var fitting = fitting(age, wishes).filter(pair -> matches(network, pair, 0) && matches(port, pair, 1)).toList();
        switch (choose(age, settings)) {
            case Pair pair -> assertTrue(fitting.contains(spelled(pair)), () -> told + ": " + pair + ", expected of " + fitting);
            case Refused(var why) -> {
                assertEquals(List.of(), fitting, () -> told + ": " + why);
                assertTrue(why.matches("(network\\.|ports\\.publish).*"), () -> told + ": " + why);
                var nearest = NEAREST.matcher(why);
                boolean named = nearest.find();
                assertEquals(fitting(age, wishes).findAny().isPresent(), named, () -> told + ": " + why);
                if (named) {
                    var again = choose(age, settings(nearest.group(1), nearest.group(2), wishes).orElseThrow());
                    assertEquals(nearest.group(1) + "+" + nearest.group(2), again instanceof Pair pair ? spelled(pair) : told);
                }
            }
        }
    }

    /** By what is known of each driver, and not by the product's table. */
    private static Stream<String> fitting(Age age, List<String> wishes) {
        return age.pairs.stream().filter(pair -> {
            var network = pair.substring(0, pair.indexOf('+'));
            var port = pair.substring(pair.indexOf('+') + 1);
            return (!wishes.contains(WISHES.get(0)) || KEEPING.contains(port))
                    && (!wishes.contains(WISHES.get(1)) || network.equals("slirp4netns") || network.equals("pasta"))
                    && (!wishes.contains(WISHES.get(3)) || !WITHOUT_LOOPBACK.contains(network))
                    && (!wishes.contains(WISHES.get(4)) || !port.equals("implicit"));
        });
    }

    private static boolean matches(String declared, String pair, int part) {
        return declared.equals("auto") || declared.equals(pair.split("\\+")[part]);
    }

    private static List<String> wishes(int chosen) {
        var wishes = new ArrayList<String>();
        for (int bit = 0; bit < WISHES.size(); bit++) {
            if ((chosen >> bit & 1) == 1) {
                wishes.add(WISHES.get(bit));
            }
        }
        return wishes;
    }

    /** Empty for what the file's own rules refuse. */
    private static Optional<Settings> settings(String network, String port, List<String> wishes) {
        var lines = wishes.stream().filter(wish -> !wish.equals("publish")).collect(Collectors.joining("\n"));
        var text = "schema = 1\n[network]\ndriver = \"" + network + "\"\nport-driver = \"" + port + "\"\n" + lines + "\n"
                + (wishes.contains("publish") ? "[[ports.publish]]\nspec = \"127.0.0.1:8080:80/tcp\"\n" : "");
        try {
            return Optional.of(ManifestReader.read("test", text).defaults());
        } catch (InvalidManifestException refused) {
            return Optional.empty();
        }
    }

    private static NetworkChoice choose(Age age, Settings settings) {
        var alice = age.host.account("alice").found().orElseThrow();
        return new DriverRules(settings, new NetworkFacts(age.host, alice, settings)).choose();
    }

    private static String spelled(Pair pair) {
        return Settings.spelled(pair.network()) + "+" + Settings.spelled(pair.port());
    }
}

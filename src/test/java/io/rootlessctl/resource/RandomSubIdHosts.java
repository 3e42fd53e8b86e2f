package io.rootlessctl.resource;

import io.rootlessctl.host.FakeHost;
import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.manifest.Manifest;
import io.rootlessctl.manifest.Manifest.UserEntry;
import io.rootlessctl.manifest.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Hosts with whatever may be in the files that subordinate ids are given by; one seed, one host. */
final class RandomSubIdHosts {
    private static final List<String> NOISE = List.of(
            "# by hand", "", "broken", "bob:100000", "bob::65536", "bob:x:1", "bob:-5:10", ":100000:65536", "bob:0900:1",
            "bob:100000:65536x", "zoë:1:", "bob:100000:0");
    private static final List<Long> STARTS = List.of(
            0L, 1L, 1000L, 65_535L, 99_999L, 100_000L, 165_536L, 200_000L, 300_000L, 600_034_464L, 4_294_901_760L, 4_294_967_294L,
            5_000_000_000L);
    private static final List<Long> COUNTS = List.of(
            1L, 10L, 65_535L, 65_536L, 131_072L, 400_000L, 4_000_000L, 500_000_000L, 99_999_999_999L);

    private final RandomGenerator random;
    private final FakeHost host = new FakeHost();
    private final List<String> users = new ArrayList<>();
    private final List<UserEntry> entries = new ArrayList<>();
    private final Manifest defaults;

    private RandomSubIdHosts(long seed, Manifest defaults) {
        this.random = new Random(seed);
        this.defaults = defaults;
    }

    /** @param manifest that names users who are there and may have ranges or none */
    record Sample(FakeHost host, Manifest manifest) {}

    static Sample of(long seed, Manifest defaults) {
        return new RandomSubIdHosts(seed, defaults).sample();
    }

    private Sample sample() {
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            user("user" + i, random.nextInt(5) == 0 ? STARTS.get(random.nextInt(9)) + random.nextInt(70_000) : 1000 + i);
        }
        accounts();
        loginDefs();
        if (random.nextInt(20) > 0) {
            host.file("/etc/subuid", ranges());
        }
        if (random.nextInt(20) > 0) {
            host.file("/etc/subgid", random.nextInt(3) == 0 ? ranges() : host.text("/etc/subuid"));
        }
        if (random.nextInt(10) == 0) {
            directory();
        }
        return new Sample(host, new Manifest(defaults.host(), defaults.defaults(), entries));
    }

    private void user(String name, long uid) {
        host.user(name, uid);
        users.add(name);
        users.add(Long.toString(uid));
        entries.add(new UserEntry(name, false, switch (random.nextInt(8)) {
            case 0 -> with(65_536, Optional.of(Math.max(1, start() % 4_000_000_000L)), Set.of("id-map.start"));
            case 1 -> with(200_000, Optional.empty(), Set.of("id-map.size"));
            default -> with(65_536, Optional.empty(), Set.of());
        }));
    }

    private Settings with(long size, Optional<Long> start, Set<String> declared) {
        var all = defaults.defaults();
        return new Settings(
                all.daemon(), all.network(), all.storage(), new Settings.IdMap(size, start, Settings.IdMapChange.REFUSE),
                all.cgroup(), all.ports(), all.expose(), all.client(), all.limits(), all.lint(),
                all.install(), declared);
    }

    private void accounts() {
        var passwd = new StringBuilder("root:x:0:0::/root:/bin/sh\n+::::::\n");
        var group = new StringBuilder("root:x:0:\n");
        for (int i = random.nextInt(30); i > 0; i--) {
            passwd.append("p").append(i).append(":x:").append(start()).append(":5::/:/bin/sh\n");
            group.append("g").append(i).append(":x:").append(start()).append(":\n");
        }
        host.file("/etc/passwd", passwd.toString()).file("/etc/group", group.toString());
    }

    private void loginDefs() {
        var lines = new StringBuilder();
        if (random.nextInt(3) == 0) {
            lines.append("SUB_UID_MIN ").append(STARTS.get(random.nextInt(9))).append('\n');
        }
        if (random.nextInt(4) == 0) {
            lines.append("SUB_GID_MAX ").append(List.of("many", "300000", "1000000", "4294967295").get(random.nextInt(4))).append('\n');
        }
        if (random.nextInt(4) == 0) {
            lines.append("SUB_UID_COUNT ").append(COUNTS.get(random.nextInt(COUNTS.size()))).append('\n');
        }
        host.file("/etc/login.defs", lines.toString());
    }

    private String ranges() {
        var lines = new StringBuilder();
        for (int i = random.nextInt(25); i > 0; i--) {
            lines.append(random.nextInt(4) == 0 ? NOISE.get(random.nextInt(NOISE.size()))
                    : owner() + ":" + start() + ":" + COUNTS.get(random.nextInt(random.nextInt(6) == 0 ? COUNTS.size() : 6)));
            lines.append(i == 1 && random.nextBoolean() ? "" : "\n");
        }
        return lines.toString();
    }

    private String owner() {
        int pick = random.nextInt(users.size() + 6);
        return pick < users.size() && random.nextInt(3) == 0 ? users.get(pick) : "other" + pick;
    }

    private long start() {
        return STARTS.get(random.nextInt(STARTS.size())) + (random.nextBoolean() ? random.nextInt(500_000) : 0);
    }

    private void directory() {
        host.file("/etc/nsswitch.conf", "subid: sss\n");
        if (random.nextBoolean()) {
            host.program("/usr/bin/getsubids", "4.13");
            host.directorySubIds("user0", new SubIdRange("user0", 100_000, 65_536));
        }
    }
}

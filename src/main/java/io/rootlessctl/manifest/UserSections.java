package io.rootlessctl.manifest;

import io.rootlessctl.manifest.Settings.Cgroup;
import io.rootlessctl.manifest.Settings.Client;
import io.rootlessctl.manifest.Settings.IdMap;
import io.rootlessctl.manifest.Settings.IdMapChange;
import io.rootlessctl.manifest.Settings.Limits;
import io.rootlessctl.manifest.Settings.Shell;
import io.rootlessctl.manifest.Settings.Storage;
import io.rootlessctl.manifest.Settings.StorageDriver;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The sections that a user may have: those of a few keys here, the longer ones in classes of their own. */
final class UserSections {
    private static final Syntax<Optional<StorageDriver>> STORAGE_DRIVER =
            Syntax.orAuto(Syntax.choice(StorageDriver.class));
    private static final long LAST_ID = 4_294_967_294L;
    private static final Syntax<Long> ID_COUNT = Syntax.number(65_536, 1L << 31, " ids");
    private static final Syntax<Optional<Long>> FIRST_ID = Syntax.orAuto(Syntax.number(1, LAST_ID, ""));
    private static final Syntax<IdMapChange> ID_MAP_CHANGE = Syntax.choice(IdMapChange.class);
    private static final List<String> CONTROLLER_NAMES =
            List.of("cpu", "cpuset", "io", "memory", "pids", "hugetlb", "rdma", "misc");
    private static final Syntax<String> CONTROLLER = Syntax.text(String.join(", ", CONTROLLER_NAMES),
            text -> CONTROLLER_NAMES.contains(text) ? Optional.of(text) : Optional.empty());
    private static final Pattern CONTEXT_NAME = Pattern.compile("(?!default$)[A-Za-z0-9][A-Za-z0-9_.+-]+");
    private static final Syntax<String> CONTEXT = Syntax.matching(CONTEXT_NAME,
            "a name of two or more letters, digits and \"_.+-\", but not \"default\", which is docker's own");
    private static final Syntax<Shell> SHELL = Syntax.choice(Shell.class);
    private static final Syntax<Long> LIMIT = Syntax.number(1, Long.MAX_VALUE, "");

    private UserSections() {}

    static Settings decode(Table table) {
        var network = NetworkSection.decode(table.section("network"));
        return new Settings(
                DaemonSection.decode(table.section("daemon")),
                network,
                new Storage(table.section("storage").get("driver", STORAGE_DRIVER).flatMap(Function.identity())),
                idMap(table.section("id-map")),
                new Cgroup(table.section("cgroup").list("controllers", CONTROLLER)),
                PortsSection.decode(table.section("ports"), network.portDriver()),
                ExposeSection.decode(table.section("expose")),
                client(table.section("client")),
                limits(table.section("limits")),
                LintSection.decode(table.section("lint")),
                InstallSection.decode(table.section("install"), table.isTable("install")),
                table.asked().declared());
    }

    private static IdMap idMap(Table table) {
        long size = table.get("size", ID_COUNT).orElse(65_536L);
        var start = table.get("start", FIRST_ID).flatMap(Function.identity());
        if (start.isPresent() && start.get() + size - 1 > LAST_ID) {
            table.problem("start", "found " + start.get() + " with " + size + " ids",
                    "a range that ends by " + LAST_ID);
        }
        return new IdMap(size, start, table.get("change", ID_MAP_CHANGE).orElse(IdMapChange.REFUSE));
    }

    private static Client client(Table table) {
        return new Client(table.get("context", CONTEXT), table.list("shell", SHELL).orElse(List.of()));
    }

    private static Limits limits(Table table) {
        return new Limits(table.get("nofile", LIMIT), table.get("nproc", LIMIT));
    }
}

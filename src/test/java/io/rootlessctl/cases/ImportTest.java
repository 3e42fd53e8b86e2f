package io.rootlessctl.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.rootlessctl.apply.Scene;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.manifest.Draft;
import io.rootlessctl.manifest.SchemaFile;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Plan;
import io.rootlessctl.plan.Importer;
import io.rootlessctl.plan.Importer.Imported;
import io.rootlessctl.resource.Declaration;
import io.rootlessctl.resource.ExistingDaemon;
import io.rootlessctl.resource.UsersWithDocker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * COVERAGE O5: what is imported from a host after an apply, of which nothing is remembered, reads back, agrees with the
 * schema, plans to nothing, and is the same when it is imported again.
 */
class ImportTest {
    private static final SchemaFile SCHEMA = new SchemaFile();
    /** There is no pasta on this Debian: of that file nothing can be applied. */
    private static final Set<String> BLOCKED = Set.of("high-speed-network.toml");

    @TestFactory
    Stream<DynamicTest> examples() throws IOException {
        try (var files = Files.list(Path.of("examples"))) {
            return files.filter(file -> file.toString().endsWith(".toml")).sorted().toList().stream()
                    .map(file -> dynamicTest(file.toString(), () -> importsAll(file, FakeHost.debian(), Files.readString(file))));
        }
    }

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        return Case.all().stream().map(one -> dynamicTest(one.kind() + "/" + one.name(), () -> {
            var scene = one.start();
            scene.apply();
            if (scene.plan().converged()) {
                assertConverges(scene.host());
            } else {
                assertImports(scene.host());
            }
        }));
    }

    /** A file without users is for whoever applies it. */
    private static void importsAll(Path example, FakeHost host, String toml) {
        boolean own = Scene.of(host, toml).manifest().users().isEmpty();
        var scene = Scene.of(own ? host.callAs("alice") : host, toml);
        scene.applied();
        var text = assertConverges(host);
        var declared = BLOCKED.contains(example.getFileName().toString()) ? Set.<String>of()
                : scene.manifest().defaults().declared();
        assertTrue(!declared.contains("expose.tcp.listen") || text.contains("[expose.tcp]\nlisten = \"0.0.0.0:2376\"  # "), text);
        for (var key : List.of("network.mtu", "client.context", "client.shell", "daemon.settings.log-driver")) {
            assertTrue(!declared.contains(key) || text.contains("\n" + line(key, toml) + "  # "), key + " in:\n" + text);
        }
    }

    /** {@code mtu = 1500}, as the file has it. */
    private static String line(String key, String toml) {
        var name = key.substring(key.lastIndexOf('.') + 1);
        return toml.lines().map(String::strip).filter(line -> line.matches(name + " *=.*")).findFirst().orElseThrow()
                .replaceFirst(" *= *", " = ").replaceFirst(" +#.*", "");
    }

    private static String assertConverges(FakeHost host) {
        var imported = assertImports(host);
        assertEquals(List.of(), changes(imported.plan()), imported.text());
        return imported.text();
    }

    private static Imported assertImports(FakeHost host) {
        var before = host.snapshot();
        var imported = imported(host);
        assertEquals(Set.of(), SCHEMA.problems(imported.text()), imported.text());
        assertEquals(changes(imported.plan()), changes(Scene.of(host, imported.text()).planOf(LastApplied.NONE)));
        assertEquals(imported.text(), imported(host).text(), "imported again");
        assertEquals(before, host.snapshot());
        return imported;
    }

    private static List<String> changes(Plan plan) {
        return Stream.concat(
                plan.changes().stream().map(change -> change.address() + " " + change.diff()),
                plan.blocked().stream().map(blocked -> blocked.change().address() + ": " + blocked.why())).toList();
    }

    private static Imported imported(FakeHost host) {
        var nothing = Scene.of(host, Draft.of(List.of(), List.of()).text()).manifest().defaults();
        var users = host.root() ? UsersWithDocker.candidates(host).stream().filter(name ->
                ExistingDaemon.any(Declaration.User.of(host.account(name).found().orElseThrow(), nothing, host), host)).toList()
                : List.<String>of();
        return new Importer(host, users, Optional.empty(), LastApplied.NONE).imported();
    }
}

package io.rootlessctl.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.rootlessctl.apply.ApplyResult;
import io.rootlessctl.apply.Reconciler;
import io.rootlessctl.apply.StateStore;
import io.rootlessctl.apply.Watched;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.manifest.InvalidManifestException;
import io.rootlessctl.manifest.Manifest;
import io.rootlessctl.manifest.ManifestReader;
import io.rootlessctl.model.Plan;
import io.rootlessctl.plan.Planner;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One directory {@code cases/KIND/CASE}, and its host as a test may use it up. */
record Case(String kind, String name, Path folder) {
    static final Path ALL = Path.of("src/test/resources/cases");

    static List<Case> all() throws IOException {
        var cases = new ArrayList<Case>();
        try (var files = Files.walk(ALL, 3)) {
            files.filter(file -> file.endsWith("desired.toml")).map(Path::getParent).sorted().forEach(folder -> cases.add(
                    new Case(folder.getParent().getFileName().toString(), folder.getFileName().toString(), folder)));
        }
        return List.copyOf(cases);
    }

    Run start() throws IOException, InvalidManifestException {
        var desired = folder.resolve("desired.toml");
        return new Run(
                ManifestReader.read(desired.toString(), Files.readString(desired)), HostFolder.load(folder.resolve("host")));
    }

    JsonNode expected() throws IOException {
        return PlanTree.JSON.readTree(folder.resolve("plan.json").toFile());
    }

    /** A manifest and the host it is for. */
    record Run(Manifest manifest, FakeHost host) {
        Declaration declaration() {
            return Declaration.of(manifest, host, Optional.empty());
        }

        Plan plan() throws IOException {
            return new Planner(host).plan(declaration(), new StateStore(host).read(declaration()));
        }

        ApplyResult apply() throws IOException {
            return new Reconciler(host, host.writer(), new StateStore(host), new Watched()).apply(this::declaration);
        }
    }
}

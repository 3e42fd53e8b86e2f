package io.rootlessctl.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.rootlessctl.apply.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

    /** All are, unless the property {@code cases} has a part of the names of those that are. */
    boolean asked() {
        return (kind + "/" + name).contains(System.getProperty("cases", ""));
    }

    Scene start() throws IOException {
        return Scene.of(HostFolder.load(folder.resolve("host")), Files.readString(folder.resolve("desired.toml")));
    }

    JsonNode expected() throws IOException {
        return PlanTree.JSON.readTree(folder.resolve("plan.json").toFile());
    }
}

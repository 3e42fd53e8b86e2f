package io.rootlessctl.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.ReadmeBlock;
import io.rootlessctl.lab.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The collection as it is handed on, built and installed by ansible-galaxy, under ansible-test's own checks: all of them,
 * with the linters of Debian's packages and nothing from the network.
 */
class AnsibleSanityIT {
    private static final Duration LONGEST = Duration.ofMinutes(8);
    /** Tells the name of the program that ansible-test would download to put pip into its virtual environments. */
    private static final String BOOTSTRAP = """
            import sys, types
            from ansible_test._internal.python_requirements import get_venv_packages
            pip = get_venv_packages(types.SimpleNamespace(version="%d.%d" % sys.version_info[:2]))["pip"]
            print("get_pip_%s.py" % pip.replace(".", "_"))
            """;
    /** In its place: a pip that has nothing to do, for all that Debian has installed is there. */
    private static final String NO_PIP = """
            import os
            import sys

            place = [path for path in sys.path if path.endswith("site-packages")][0]
            os.makedirs(os.path.join(place, "pip"), exist_ok=True)
            for name in ("__init__.py", "__main__.py"):
                open(os.path.join(place, "pip", name), "w").close()
            with open(os.path.join(place, "debian.pth"), "w") as link:
                link.write("/usr/lib/python3/dist-packages\\n")
            """;

    @Test
    @DisplayName("O2: ansible-test sanity finds nothing in the collection, by any of its checks")
    void sanity() throws IOException {
        var directory = Files.createTempDirectory("rctl-sanity");
        try {
            installed(directory);
            var cache = Files.createDirectories(directory.resolve(".ansible/test/cache"));
            var name = run(directory, directory, "/usr/bin/python3", "-c", BOOTSTRAP).expect(0).out().strip();
            Files.writeString(cache.resolve(name), NO_PIP);

            var collection = directory.resolve("collections/ansible_collections/rootlessctl/docker");
            var known = run(directory, collection, "ansible-test", "sanity", "--list-tests").expect(0).out().lines()
                    .filter(line -> line.matches("[a-z0-9-]+")).collect(Collectors.toCollection(TreeSet::new));
            var checked = run(directory, collection, "ansible-test", "sanity", "--local", "--python", version(directory)).expect(0);
            var text = checked.out() + checked.err();
            var made = Pattern.compile("Running sanity test \"([a-z0-9-]+)\"").matcher(text).results()
                    .map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new));
            assertEquals(known, made, text);
            assertTrue(made.containsAll(Set.of("validate-modules", "pylint", "pep8", "yamllint", "import")), text);
        } finally {
            Trees.delete(directory);
        }
    }

    @Test
    @DisplayName("O2: the collection is installed out of a clone, as README.md shows it")
    void installedAsReadmeShows() throws IOException {
        var directory = Files.createTempDirectory("rctl-galaxy");
        try {
            var command = ReadmeBlock.COLLECTION.commands().getFirst().split(" ");
            run(directory, Project.ROOT, command).expect(0);
            assertTrue(run(directory, directory, "ansible-doc", "-t", "module", "rootlessctl.docker.rootless").expect(0).out().contains("EXAMPLES:"));
        } finally {
            Trees.delete(directory);
        }
    }

    /** From the archive, in which links to files outside have become these files. */
    private static void installed(Path directory) throws IOException {
        run(directory, directory, "ansible-galaxy", "collection", "build", "--output-path", directory.toString(),
                Project.ROOT.resolve("packaging/ansible").toString()).expect(0);
        try (var files = Files.list(directory)) {
            var archive = files.filter(file -> file.toString().endsWith(".tar.gz")).findFirst().orElseThrow();
            run(directory, directory, "ansible-galaxy", "collection", "install", "--offline", "-p",
                    directory.resolve("collections").toString(), archive.toString()).expect(0);
        }
    }

    private static String version(Path directory) {
        return run(directory, directory, "/usr/bin/python3", "-c", "import sys; print('%d.%d' % sys.version_info[:2])")
                .expect(0).out().strip();
    }

    private static Outcome run(Path home, Path directory, String... words) {
        var environment = Map.of("HOME", home.toString(), "PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C.UTF-8",
                "ANSIBLE_COLLECTIONS_PATH", home.resolve("collections").toString());
        return Commands.run(List.of(words), environment, directory, "", LONGEST);
    }
}

package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.ReadmeBlock;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.render.PlanSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A daemon out of archives, as Docker's are, made of this host's own programs. */
class ProgramsIT {
    private static final List<String> DOCKER = List.of(
            "/usr/sbin/dockerd", "/usr/bin/containerd", "/usr/bin/containerd-shim-runc-v2",
            "/usr/sbin/runc", "/usr/sbin/docker-proxy", "/usr/bin/docker-init");
    private static final List<String> EXTRAS = List.of(
            "/usr/bin/rootlesskit", "/usr/share/docker.io/contrib/dockerd-rootless.sh", "/usr/bin/slirp4netns");

    @Test
    @DisplayName("I1 O4 O5: programs out of an archive, another version, a broken one, drift, rollback, uninstall")
    void versions() throws IOException {
        try (var user = RootlessUser.create()) {
            var home = user.home();
            var first = archive(user, "docker-20.10.1.tgz", "");
            var extras = pack(user, "docker-rootless-extras-20.10.1.tgz", EXTRAS, "");
            user.write(home.resolve("bin/mine"), "mine\n");

            user.write(home.resolve("wrong.toml"), manifest(List.of(first, extras), List.of("ab".repeat(32), sum(extras))));
            var refused = user.rootlessctl("apply", "-f", "wrong.toml").expect(3);
            assertTrue(refused.out().contains(first + ": found the SHA-256 sum " + sum(first)), refused.out());
            assertEquals("mine\n", listing(user, "bin"));
            assertFalse(Files.exists(root(user)), "unpacked all the same");
            assertEquals(Optional.empty(), dockerd(user));

            declare(user, List.of(first, extras));
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            var version = version(user);
            assertEquals(version, programs(user));
            assertEquals(Commands.run("readlink", "-f", "/proc/" + dockerd(user).orElseThrow() + "/exe").out().strip(),
                    version.resolve("dockerd").toString());
            user.run("sh", "-c", "cd " + version + " && sha256sum -c --quiet SHA256SUMS").expect(0);
            user.importBusybox("box");
            assertEquals("hello\n", user.docker("run", "--rm", "box", "echo", "hello").expect(0).out());
            converged(user);

            // The archives are not needed any more.
            var beside = first.resolveSibling("aside.tgz");
            Files.move(first, beside);
            converged(user);
            Files.move(beside, first);

            var second = archive(user, "docker-20.10.2.tgz", "extra");
            declare(user, List.of(second, extras));
            var plan = json(user.rootlessctl("plan", "-f", "rootless.toml", "-o", "json").expect(0).out());
            assertEquals("[\"programs\",\"daemon\"]", kinds(plan), plan::toString);
            var former = dockerd(user);
            var applied = user.rootlessctl("apply", "-f", "rootless.toml", "-o", "json").expect(0).out();
            PlanSchema.assertValid(applied);
            assertEquals(1, json(applied).path("restarts").asInt(), applied);
            assertNotEquals(former, dockerd(user));
            assertNotEquals(version, version(user));
            assertEquals(version(user), programs(user));
            assertTrue(Files.isSymbolicLink(home.resolve("bin/extra")));
            converged(user);

            broken(user, extras);
            mended(user);

            var newest = version(user);
            declare(user, List.of(first, extras));
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            assertEquals(version, programs(user));
            assertFalse(Files.exists(home.resolve("bin/extra"), java.nio.file.LinkOption.NOFOLLOW_LINKS));
            user.rootlessctl("rollback", "--yes").expect(0);
            assertEquals(newest, programs(user));

            user.rootlessctl("uninstall", "--yes").expect(0);
            assertEquals("mine\n", listing(user, "bin"));
            assertFalse(Files.exists(root(user)), () -> user.run("find", root(user).toString()).out());
        }
    }

    /** One that does not start is switched back from, and nothing of it stays. */
    private static void broken(RootlessUser user, Path extras) throws IOException {
        var good = version(user);
        var bad = user.home().resolve("docker-20.10.3.tgz");
        user.run("sh", "-c", "cd build/docker && printf '#!/bin/sh\\nexit 1\\n' > dockerd && cd .. && tar -czf " + bad + " docker")
                .expect(0);
        user.write(user.home().resolve("broken.toml"), manifest(List.of(bad, extras), List.of(sum(bad), sum(extras))));
        var applied = user.rootlessctl("apply", "-f", "broken.toml", "-o", "json").expect(4).out();
        assertEquals("rolled-back", json(applied).path("result").asText(), applied);
        assertEquals(good, programs(user));
        assertEquals(good, version(user));
        assertEquals("hello\n", user.docker("run", "--rm", "box", "echo", "hello").expect(0).out());
        converged(user);
    }

    /** What was changed is told, and put back at no restart. */
    private static void mended(RootlessUser user) throws IOException {
        var running = dockerd(user);
        user.run("sh", "-c", "rm bin/runc && cd " + version(user) + " && rm docker-proxy && cp docker-init x && echo >> x && mv x docker-init")
                .expect(0);
        var drift = user.rootlessctl("drift", "-f", "rootless.toml").expect(2).out();
        assertTrue(drift.contains("docker-init changed, docker-proxy missing, runc not in " + user.home().resolve("bin")), drift);
        user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
        converged(user);
        assertEquals(running, dockerd(user));
    }

    @Test
    @DisplayName("H4: root installs for a user, as the user; what the user cannot read is not installed")
    void rootForUser() throws IOException {
        try (var user = RootlessUser.create()) {
            var archive = archive(user, "docker-20.10.1.tgz", "");
            var extras = pack(user, "docker-rootless-extras-20.10.1.tgz", EXTRAS, "");
            user.run("sh", "-c", "chmod 600 *.tgz && sha256sum *.tgz > SHA256SUMS").expect(0);
            var file = Files.createTempFile("rootless", ".toml");
            try {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
                Files.writeString(file, "schema = 1\nhost.packages = \"ignore\"\n[[users]]\nname = \"" + user.name()
                        + "\"\ninstall.from = [\"~/docker-20.10.1.tgz\", \"" + extras + "\"]\n");
                Commands.run(Project.LAUNCHER.toString(), "apply", "-f", file.toString()).expect(0);
                assertEquals(version(user), programs(user));
                assertEquals("", Commands.run("find", root(user).toString(), user.home().resolve("bin").toString(),
                        "!", "-user", user.name()).out());
                Commands.run("chown", "root", archive.toString()).expect(0);
                Files.writeString(archive, "other");
                var plan = Commands.run(Project.LAUNCHER.toString(), "plan", "-f", file.toString()).expect(0).out();
                assertTrue(plan.contains("Nothing to do") || plan.contains("nothing to do"), plan);
                Commands.run(Project.LAUNCHER.toString(), "uninstall", "--yes", "--user", user.name()).expect(0);
                assertEquals(Optional.empty(), dockerd(user));
                assertFalse(Files.exists(user.home().resolve("bin")));
            } finally {
                Files.delete(file);
            }
        }
    }

    private static Path archive(RootlessUser user, String name, String more) {
        return pack(user, name, DOCKER, more);
    }

    /** @param more the name of a program besides; empty for none */
    private static Path pack(RootlessUser user, String name, List<String> programs, String more) {
        var file = user.home().resolve(name);
        user.run("sh", "-c", "rm -rf build && mkdir -p build/docker && cp " + String.join(" ", programs) + " build/docker && "
                + (more.isEmpty() ? "" : "printf '#!/bin/sh\\n' > build/docker/" + more + " && ")
                + "chmod 755 build/docker/* && tar -C build -c docker | gzip -1 > " + file).expect(0);
        return file;
    }

    private static void declare(RootlessUser user, List<Path> archives) {
        user.write(user.home().resolve("rootless.toml"), manifest(archives, archives.stream().map(ProgramsIT::sum).toList()));
    }

    private static String manifest(List<Path> archives, List<String> sums) {
        return "schema = 1\n[daemon]\nready-timeout = \"30s\"\n" + shown(Stream.concat(
                archives.stream().map(Path::toString), sums.stream()).toList()) + "\n";
    }

    /** As README.md has it, two archives and their sums, with these in their place. */
    private static String shown(List<String> values) {
        var left = values.iterator();
        var text = Pattern.compile("\"[^\"]+\"").matcher(ReadmeBlock.PROGRAMS.text()).replaceAll(_ ->
                Matcher.quoteReplacement('"' + left.next() + '"'));
        assertFalse(left.hasNext(), text);
        return text;
    }

    private static String sum(Path file) {
        return Commands.run("sha256sum", file.toString()).expect(0).out().substring(0, 64);
    }

    private static void converged(RootlessUser user) {
        assertEquals("", user.rootlessctl("drift", "-f", "rootless.toml").expect(0).out());
    }

    private static Path root(RootlessUser user) {
        return user.home().resolve(".local/share/rootlessctl");
    }

    private static Path version(RootlessUser user) throws IOException {
        return Files.readSymbolicLink(root(user).resolve("docker/current"));
    }

    /** Where the running daemon's programs are. */
    private static Path programs(RootlessUser user) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/" + dockerd(user).orElseThrow() + "/exe")).getParent();
    }

    private static String listing(RootlessUser user, String directory) {
        return user.run("ls", "-A", directory).out();
    }

    private static Optional<Long> dockerd(RootlessUser user) throws IOException {
        for (var pid : user.processes()) {
            if (Files.readString(Path.of("/proc/" + pid + "/comm")).strip().equals("dockerd")) {
                return Optional.of(pid);
            }
        }
        return Optional.empty();
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private static String kinds(JsonNode plan) {
        var kinds = new java.util.ArrayList<String>();
        plan.path("changes").forEach(change -> kinds.add("\"" + change.path("address").asText().replaceFirst("\\[.*", "") + "\""));
        return "[" + String.join(",", kinds) + "]";
    }
}

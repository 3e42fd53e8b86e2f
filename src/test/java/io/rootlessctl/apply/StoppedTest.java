package io.rootlessctl.apply;

import static io.rootlessctl.apply.Samples.ALICE;
import static io.rootlessctl.apply.Samples.host;
import static io.rootlessctl.apply.Samples.manifest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.ApplyResult.Outcome;
import io.rootlessctl.apply.Samples.Manager;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody ends an apply, or a rollback, that has begun. COVERAGE O4. */
class StoppedTest {
    @ParameterizedTest
    @EnumSource(Manager.class)
    @DisplayName("told to end, it takes no more step, puts back what it has done, and serves nobody else")
    void apply(Manager manager) {
        var host = host(manager).user("carol", 1001)
                .file("/etc/subuid", "alice:100000:65536\ncarol:200000:65536\n")
                .file("/etc/subgid", "alice:100000:65536\ncarol:200000:65536\n");
        var toml = manifest() + "[[users]]\nname = \"carol\"\n";
        var scene = Scene.of(host, toml);
        var before = host.snapshot();
        scene.watched().stopAt("done daemon-json[alice]");

        var result = scene.apply();

        assertEquals(Outcome.ROLLED_BACK, result.outcome());
        assertTrue(result.failures().getFirst().message().endsWith(": interrupted by a signal"), result.failures()::toString);
        assertEquals(List.of(), host.differences(before));
        scene.with(toml).applied();
        assertTrue(scene.with(toml).plan().converged());
    }

    @ParameterizedTest
    @EnumSource(Manager.class)
    @DisplayName("a rollback that is told to end leaves what it was to take back")
    void rollback(Manager manager) throws IOException {
        var scene = Scene.of(host(manager), manifest());
        scene.applied();
        var applied = scene.host().snapshot();
        var back = scene.with("schema = 1\n" + ALICE);
        back.watched().stopAt("starting shell[bash]");

        var result = back.rolledBack();

        assertEquals(1, result.failures().size());
        assertEquals(List.of(), scene.host().differences(applied));
    }
}

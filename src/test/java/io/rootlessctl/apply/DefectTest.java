package io.rootlessctl.apply;

import static io.rootlessctl.apply.Samples.ALICE_ACCOUNT;
import static io.rootlessctl.apply.Samples.DAEMON_JSON;
import static io.rootlessctl.apply.Samples.manifest;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.apply.ApplyResult.Afterwards;
import io.rootlessctl.apply.ApplyResult.Failure;
import io.rootlessctl.apply.Samples.Manager;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.host.HostWriter;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A defect of ours in the middle of the work: an exception that says nothing to whoever reads the result. */
class DefectTest {
    private static final String TOLD = "this is a defect of rootlessctl, please report it: java.lang.IllegalStateException";

    @Test
    @DisplayName("A defect during an apply is called one, and what was done is put back")
    void duringAnApply() {
        var scene = Scene.of(Samples.host(Manager.DIRECT), manifest());
        var result = new Reconciler(scene.host(), failing(scene.host()), new StateStore(scene.host()), scene.watched(),
                scene.occasion("apply")).apply(scene::declaration);
        assertEquals(List.of(TOLD), result.failures().stream().map(Failure::message).toList());
        assertEquals(List.of(Afterwards.RESTORED), result.failures().stream().map(Failure::afterwards).toList());
    }

    @Test
    @DisplayName("And so is one during a rollback")
    void duringARollback() throws IOException {
        var scene = Scene.of(Samples.host(Manager.DIRECT), manifest());
        scene.applied();
        scene.with(manifest(1400, "debug = true")).applied();
        var before = scene.host().text(Path.of(DAEMON_JSON), ALICE_ACCOUNT);
        var result = Reversal.of(scene.host(), failing(scene.host()), scene.leaving(false), Optional.empty())
                .make(scene.watched(), scene.occasion("rollback"));
        assertEquals(List.of(TOLD), result.failures().stream().map(Failure::message).toList());
        assertEquals(before.found().orElseThrow().content(),
                scene.host().text(Path.of(DAEMON_JSON), ALICE_ACCOUNT).found().orElseThrow().content());
    }

    /** Once, when it is to write daemon.json. */
    private static HostWriter failing(FakeHost host) {
        var left = new int[] {1};
        return (HostWriter) Proxy.newProxyInstance(HostWriter.class.getClassLoader(), new Class<?>[] {HostWriter.class},
                (_, method, values) -> {
                    if (method.getName().startsWith("write") && values[0].toString().equals(DAEMON_JSON) && left[0]-- > 0) {
                        throw new IllegalStateException();
                    }
                    try {
                        return method.invoke(host.writer(), values);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}

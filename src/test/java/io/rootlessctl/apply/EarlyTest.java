package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.host.Crash;
import io.rootlessctl.host.HostView;
import io.rootlessctl.apply.Samples.Manager;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("C5: an apply's first plan is made from what was asked while its file was read")
class EarlyTest {
    private final Scene scene = Scene.of(Samples.host(Manager.DIRECT), Samples.manifest());

    private static HostView converged() {
        var other = Scene.of(Samples.host(Manager.DIRECT), Samples.manifest());
        other.applied();
        return other.host();
    }

    private ApplyResult apply(HostView early) {
        return new Reconciler(scene.host(), scene.host().writer(), new StateStore(scene.host()), scene.watched(), scene.occasion("apply"))
                .apply(scene::declaration, early);
    }

    @Test
    @DisplayName("what has come about meanwhile is not done once more: each change is looked at when it is made")
    void doneMeanwhile() {
        scene.applied();
        var result = apply(Samples.host(Manager.DIRECT));
        var planned = scene.watched().told().stream().filter(told -> told.startsWith("planned")).toList().getLast();
        assertFalse(planned.endsWith(" 0"), planned);
        assertEquals(ApplyResult.Outcome.CONVERGED, result.outcome());
        assertEquals(1, scene.count("start"));
    }

    @Test
    @DisplayName("after an apply that was cut off everything is asked anew: to know what it did, its daemon may have been ended")
    void cutOff() {
        var whole = Scene.of(Samples.host(Manager.DIRECT), Samples.manifest());
        whole.applied();
        scene.host().writer().crashAt(whole.writes().indexOf("write " + Samples.DAEMON_JSON) + 1);
        assertThrows(Crash.class, scene::apply);
        scene.host().writer().recover();
        assertEquals(ApplyResult.Outcome.APPLIED, apply(converged()).outcome());
        assertTrue(scene.plan().converged());
    }
}

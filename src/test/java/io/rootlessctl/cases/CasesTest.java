package io.rootlessctl.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.rootlessctl.apply.TakenBack;
import io.rootlessctl.model.Blocked;
import io.rootlessctl.resource.Kinds;
import io.rootlessctl.resource.ResourceKind;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every directory of cases, checked six times. COVERAGE O1, I2, I6, I7, I11, C1, C2, C3, C4, S1, S2, N4, P1, P2, P5, P7, P8, P9, P11, K4,
 * K5, I10, C5.
 */
class CasesTest {
    /** A daemon of the same settings, whose environment need not be the same to the letter. */
    private static final Pattern RUNS_ON = Pattern.compile("daemon \\w+: was (.*]) \\{.*, is \\1 \\{.*");

    private static final AtomicInteger ROLLED_BACK = new AtomicInteger();
    private static volatile boolean allRan;

    @Test
    void everyKindHasCases() throws IOException {
        var kinds = Kinds.ALL.stream().map(ResourceKind::name).collect(Collectors.toCollection(TreeSet::new));
        var covered = Case.all().stream().map(Case::kind).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(kinds, covered, "kinds with cases in " + Case.ALL);
    }

    /** A case in which nothing is applied has nothing to take back. */
    @AfterAll
    static void mostWereRolledBack() throws IOException {
        long asked = Case.all().stream().filter(Case::asked).count();
        assertTrue(!allRan || asked < Case.all().size() || 2 * ROLLED_BACK.get() > asked, () -> ROLLED_BACK + " of " + asked + " cases");
    }

    @Test
    void whatIsRequiredIsOfAKindThatThereIs() throws IOException {
        for (var one : Case.all()) {
            var scene = one.start();
            for (var kind : Kinds.ALL) {
                kind.declare(scene.declaration(), scene.last(), scene.host()).forEach(desired -> desired.requires().forEach(needed ->
                        assertTrue(Kinds.rank(needed.kind()) >= 0, () -> one.folder() + ": " + desired.address() + " requires " + needed)));
            }
        }
    }

    @TestFactory
    Stream<DynamicNode> cases() throws IOException {
        allRan = true;
        return Case.all().stream().filter(Case::asked).map(one -> dynamicContainer(one.kind() + "/" + one.name(), List.of(
                dynamicTest("has the expected plan", () -> hasTheExpectedPlan(one)),
                dynamicTest("planning writes nothing", () -> planningWritesNothing(one)),
                dynamicTest("apply converges", () -> applyConverges(one)),
                dynamicTest("undoing every journal restores the host", () -> undoingRestores(one)),
                dynamicTest("rollback of the apply restores the host", () -> rollbackRestores(one)),
                dynamicTest("uninstall restores the host and forgets", () -> uninstallRestores(one)))));
    }

    private static void hasTheExpectedPlan(Case one) throws IOException {
        var plan = PlanTree.of(one.start().plan());
        assertEquals(one.expected(), plan, () -> one.folder() + "/plan.json is not the plan, which is:\n" + plan.toPrettyString());
    }

    private static void planningWritesNothing(Case one) throws IOException {
        var scene = one.start();
        var before = scene.host().snapshot();
        var plan = scene.plan();
        assertEquals(List.of(), scene.host().writer().writes());
        assertEquals(before, scene.host().snapshot());
        assertEquals(plan, scene.plan(), "the same plan when made again");
    }

    /** What is blocked stays so; there is nothing else left, and a second apply does nothing. */
    private static void applyConverges(Case one) throws IOException {
        var scene = one.start();
        var result = scene.apply();
        assertEquals(List.of(), result.failures().stream().map(Record::toString).toList());
        var left = scene.plan();
        assertEquals(List.of(), left.changes());
        assertEquals(told(result.blocked()), told(left.blocked()));
        var writes = scene.host().writer().writes();
        scene.apply();
        assertEquals(writes, scene.host().writer().writes(), "writes of a second apply");
    }

    /** Without the steps: the directory for what root is asked for is there by then. */
    private static List<String> told(List<Blocked> blocked) {
        return blocked.stream().map(entry -> entry.change().address() + " " + entry.change().diff() + " " + entry.why() + " "
                + entry.remedy()).toList();
    }

    private static void rollbackRestores(Case one) throws IOException {
        var scene = one.start();
        var before = scene.host().snapshot();
        if (scene.apply().applied().isEmpty()) {
            return;
        }
        ROLLED_BACK.incrementAndGet();
        var applied = scene.host().snapshot();
        assertEquals(List.of(), scene.rolledBack().failures().stream().map(Record::toString).toList());
        assertEquals(List.of(), scene.host().differences(before));
        assertEquals(List.of(), scene.rolledBack().failures().stream().map(Record::toString).toList());
        assertEquals(List.of(), scene.host().differences(applied), "after the rollback of the rollback");
    }

    /** A host on which an apply was made before goes back further than to what the case begins with. */
    private static void uninstallRestores(Case one) throws IOException {
        var scene = one.start();
        if (scene.last().scopes().values().stream().anyMatch(known -> !known.isEmpty())) {
            scene.apply();
            assertEquals(List.of(), scene.uninstalled().failures().stream().map(Record::toString).toList(), one::toString);
            assertTrue(scene.plan(scene.leaving(false)).changes().isEmpty());
            return;
        }
        var before = scene.host().snapshot();
        scene.apply();
        var result = scene.uninstalled();
        assertEquals(List.of(), result.failures().stream().map(Record::toString).toList(), one::toString);
        boolean idsStay = result.last().warnings().stream().anyMatch(warning -> warning.text().contains(" stay: they own the data in "));
        boolean stays = result.last().warnings().stream().anyMatch(warning -> warning.text().contains("is not started again"));
        assertEquals(List.of(), scene.host().differences(before).stream()
                .filter(line -> !(stays && line.startsWith("daemon ")) && !(idsStay && line.matches("(?s)/etc/sub[ug]id: .*")) && !RUNS_ON.matcher(line).matches()).toList(), one::toString);
        if (result.blocked().isEmpty()) {
            assertEquals(List.of(), scene.records());
        }
    }

    private static void undoingRestores(Case one) throws IOException {
        var scene = one.start();
        var before = scene.host().snapshot();
        scene.apply();
        TakenBack.by(scene.host(), scene.declaration());
        assertEquals(List.of(), scene.host().differences(before));
    }
}

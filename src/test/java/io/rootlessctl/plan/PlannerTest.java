package io.rootlessctl.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.Scene;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Scope;
import io.rootlessctl.resource.Declaration;
import io.rootlessctl.resource.Kinds;
import io.rootlessctl.resource.ResourceKind;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final String TWO_USERS = """
            schema = 1
            [daemon]
            start = "manual"
            [network]
            mtu = 1500
            [expose.ssh]
            enabled = true
            [client]
            context = "rootless"
            [host.sysctl]
            "net.ipv4.ping_group_range" = "0 2147483647"
            [[users]]
            name = "carol"
            [[users]]
            name = "alice"
            """;

    private static FakeHost twoUsers() {
        return FakeHost.debian().user("carol", 1001);
    }

    @Test
    void theHostComesFirstAndThenEachUserInTheOrderOfTheFile() throws IOException {
        assertEquals(List.of(
                        "sub-ids[carol]", "sysctl[net.ipv4.ping_group_range]",
                        "direct-env[carol]", "context[rootless]", "ssh[carol]", "daemon[carol]",
                        "direct-env[alice]", "context[rootless]", "ssh[alice]", "daemon[alice]"),
                Scene.of(twoUsers(), TWO_USERS).plan().changes().stream().map(change -> change.address().toString()).toList());
    }

    @Test
    void kindsOfTheHostStandBeforeTheDaemonThatNeedsThem() {
        var names = Kinds.ALL.stream().map(ResourceKind::name).toList();
        assertEquals(List.of("daemon", "published-port", "lint"), names.subList(names.size() - 3, names.size()));
        assertTrue(names.indexOf("packages") < names.indexOf("sub-ids"), names::toString);
        assertEquals(names.size(), names.stream().distinct().count());
    }

    @Test
    void everyKeyIsManagedByAKind() throws IOException {
        var all = Files.readString(Path.of("src/test/resources/manifest/valid/every-key.toml"));
        assertEquals(List.of(), Scene.of(twoUsers(), all).plan().unmanaged());
        assertEquals(List.of(), Scene.of(twoUsers(), TWO_USERS).plan().unmanaged());
    }

    @Test
    void anOrdinaryUserIsTheOnlyOneInThePlan() throws IOException {
        var plan = Scene.of(twoUsers().callAs("alice"), TWO_USERS).plan();
        assertEquals(List.of(new Scope.User("alice")),
                plan.changes().stream().map(change -> change.scope()).distinct().toList());
        assertEquals(List.of("sysctl[net.ipv4.ping_group_range]"),
                plan.blocked().stream().map(entry -> entry.change().address().toString()).toList());
    }

    @Test
    void anOrdinaryUserMayNotAskForAnother() {
        var scene = Scene.of(twoUsers().callAs("alice"), TWO_USERS);
        var refused = assertThrows(IllegalArgumentException.class,
                () -> Declaration.of(scene.manifest(), scene.host(), Optional.of("carol")));
        assertTrue(refused.getMessage().startsWith("--user carol: you are alice"), refused.getMessage());
    }

    @Test
    void rootMayAskForOneUser() {
        var scene = Scene.of(twoUsers(), TWO_USERS);
        var declaration = Declaration.of(scene.manifest(), scene.host(), Optional.of("alice"));
        assertEquals(List.of("alice"), declaration.users().stream().map(Declaration.User::name).toList());
    }

    @Test
    void oneAddressLooksAsItDoesInThePlan() throws IOException {
        var scene = Scene.of(twoUsers(), TWO_USERS);
        var whole = scene.plan();
        for (var change : whole.changes()) {
            var alone = new Planner(scene.host())
                    .assess(change.address(), change.scope(), scene.declaration(), LastApplied.NONE).orElseThrow();
            assertEquals(Optional.of(change), alone.change());
        }
        assertEquals(Optional.empty(), new Planner(scene.host())
                .assess(new Address("daemon", "dave"), new Scope.User("dave"), scene.declaration(), LastApplied.NONE)
                .map(Assessment::change));
    }

    @Test
    @DisplayName("I9: a user whose things cannot even be listed is named, and the others are served")
    void aDefectOfOneUserIsNotEverybodys() {
        var scene = Scene.of(twoUsers(), TWO_USERS);
        var plan = new Planner(failingFor("alice", scene.host())).plan(scene.declaration(), LastApplied.NONE);
        var blocked = plan.blocked().getFirst();
        assertEquals("state[alice]", blocked.change().address().toString());
        assertTrue(blocked.why().endsWith("please report it: java.lang.IllegalStateException: alice"), blocked.why());
        assertEquals(List.of(Scope.HOST, new Scope.User("carol")),
                plan.changes().stream().map(change -> change.scope()).distinct().toList());
        for (var change : plan.changes()) {
            var alone = new Planner(failingFor("alice", scene.host()))
                    .assess(change.address(), change.scope(), scene.declaration(), LastApplied.NONE).orElseThrow();
            assertEquals(Optional.of(change), alone.change());
        }
    }

    /** The same host, whose look at one user's directories brings a defect to light. */
    private static HostView failingFor(String user, HostView host) {
        return (HostView) Proxy.newProxyInstance(HostView.class.getClassLoader(), new Class<?>[] {HostView.class},
                (proxy, method, values) -> switch (method.getName()) {
                    case "moment", "still" -> proxy;
                    case "directories" -> {
                        if (((Account) values[0]).name().equals(user)) {
                            throw new IllegalStateException(user);
                        }
                        yield method.invoke(host, values);
                    }
                    default -> method.invoke(host, values);
                });
    }
}

package io.rootlessctl.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("P1, P9: one spelling of each command, for root's apply and for whoever pastes it")
class HostCommandsTest {

    @ParameterizedTest
    @EnumSource
    void packageNamesAreNoOptions(PackageSystem system) {
        var names = List.of("uidmap", "--allow-unauthenticated");
        var problem = assertThrows(IllegalArgumentException.class, () -> system.install(names));
        assertTrue(problem.getMessage().endsWith(": found name --allow-unauthenticated, which is an option"),
                problem::getMessage);
    }

    @ParameterizedTest
    @EnumSource
    void everyPackageSystemWaitsForItsLockForABoundedTime(PackageSystem system) {
        var install = system.install(List.of("uidmap"));
        var limit = Integer.toString(PackageSystem.LOCK_WAIT);
        boolean told = install.argv().stream().anyMatch(word -> word.endsWith(limit))
                || install.environment().containsValue(limit);
        // dnf waits on its own, and has no bound but that of the apply.
        assertTrue(told || system.lock().isPresent() || system == PackageSystem.DNF, install::toString);
    }

    @Test
    void zypperIsToldInItsEnvironment() {
        assertEquals(new HostCommand(
                        List.of("zypper", "--non-interactive", "install", "shadow"),
                        new TreeMap<>(Map.of("ZYPP_LOCK_TIMEOUT", "120"))),
                PackageSystem.ZYPPER.install(List.of("shadow")));
    }

    @Test
    void aUserNameIsNoOptionAndARangeIsOne() {
        assertThrows(IllegalArgumentException.class, () -> HostCommands.addSubIds("--root=/tmp", 100_000, 65_536));
        var problem = assertThrows(IllegalArgumentException.class, () -> HostCommands.addSubIds("alice", -1, 65_536));
        assertEquals("subordinate ids of alice: found -1:65536, expected a start of 0 or more and a count of 1 or more",
                problem.getMessage());
    }
}

package io.rootlessctl.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
        // dnf is told not to wait, as it would for ever.
        assertTrue(told || !system.locks().isEmpty() || install.argv().contains("--setopt=exit_on_lock=True"), install::toString);
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

    @Test
    @DisplayName("P1: a lock is told from all other failures, in the words of each program")
    void locks() {
        assertTrue(PackageSystem.APT.locked(100, "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7 (apt)"));
        assertTrue(PackageSystem.DNF.locked(200, "RPMDB already locked by 134"));
        assertTrue(PackageSystem.DNF.locked(1, "Transaction failed: Failed to obtain rpm transaction lock. Another transaction is "
                + "in progress."));
        assertTrue(PackageSystem.ZYPPER.locked(7, "System management is locked by the application with pid 133 (zypper)."));
        assertTrue(PackageSystem.PACMAN.locked(1, "error: failed to synchronize all databases (unable to lock database)"));
        assertTrue(PackageSystem.APK.locked(1, "ERROR: Unable to lock database: Resource temporarily unavailable"));
        for (var system : PackageSystem.values()) {
            assertFalse(system.locked(0, "unable to lock database"), system::name);
            assertFalse(system.locked(1, "error: target not found: slirp4netns"), system::name);
        }
    }

    @Test
    void onlyZypperInstallsAndSaysMore() {
        assertTrue(PackageSystem.ZYPPER.installed(106));
        assertFalse(PackageSystem.ZYPPER.installed(104));
        assertFalse(PackageSystem.DNF.installed(106));
    }
}

package io.rootlessctl.model;

import io.rootlessctl.model.Step.Systemctl;
import java.nio.file.Path;
import java.util.List;

/** The commands that steps consist of; those of the package managers are in {@link PackageSystem}. */
public final class HostCommands {
    public static final Path BASH = Path.of("/bin/bash");
    public static final Path SH = Path.of("/bin/sh");

    private HostCommands() {}

    public static HostCommand loadModule(String name) {
        return HostCommand.of("modprobe").and(name);
    }

    public static HostCommand unloadModule(String name) {
        return HostCommand.of("modprobe", "-r").and(name);
    }

    public static HostCommand loadProfile(Path file) {
        return HostCommand.of("apparmor_parser", "-r").and(file.toString());
    }

    public static HostCommand unloadProfile(Path file) {
        return HostCommand.of("apparmor_parser", "-R").and(file.toString());
    }

    public static HostCommand setCapabilities(Path file, String capabilities) {
        return HostCommand.of("setcap").and(List.of(capabilities, file.toString()));
    }

    /** Fails for a file that has none. */
    public static HostCommand dropCapabilities(Path file) {
        return HostCommand.of("setcap", "-r").and(file.toString());
    }

    public static HostCommand systemctl(Systemctl.Verb verb, String unit) {
        return unit(HostCommand.of("systemctl", verb.toString()), verb, unit);
    }

    /** To be run as the user whose systemd it is. */
    public static HostCommand userSystemctl(Systemctl.Verb verb, String unit) {
        return unit(HostCommand.of("systemctl", "--user", verb.toString()), verb, unit);
    }

    private static HostCommand unit(HostCommand command, Systemctl.Verb verb, String unit) {
        return verb == Systemctl.Verb.DAEMON_RELOAD ? command : command.and(unit);
    }

    /**
     * The first one whose program is there is to be taken: busybox has no useradd. Without subordinate ids: who is to
     * have some gets them where the manifest has them, and beside all declared.
     *
     * @param shell {@link #BASH}, or {@link #SH} where that is not there, as on Alpine
     */
    public static List<HostCommand> createUser(String name, Path shell) {
        return List.of(
                HostCommand.of("useradd", "--create-home", "--shell", shell.toString(), "-K", "SUB_UID_COUNT=0",
                        "-K", "SUB_GID_COUNT=0").and(name),
                HostCommand.of("adduser", "-D", "-s", shell.toString()).and(name));
    }

    /** @throws IllegalArgumentException for what is no range */
    public static HostCommand addSubIds(String user, long start, long count) {
        return subIds("--add-sub", user, start, count);
    }

    /** @throws IllegalArgumentException for what is no range */
    public static HostCommand removeSubIds(String user, long start, long count) {
        return subIds("--del-sub", user, start, count);
    }

    private static HostCommand subIds(String option, String user, long start, long count) {
        if (start < 0 || count < 1) {
            throw new IllegalArgumentException("subordinate ids of " + user + ": found " + start + ":" + count
                    + ", expected a start of 0 or more and a count of 1 or more");
        }
        var range = start + "-" + (start + count - 1);
        return HostCommand.of("usermod", option + "uids", range, option + "gids", range).and(user);
    }

    /** Says {@code active}, {@code lingering} or, when only the rest of a user's is still to end, {@code closing}. */
    public static HostCommand userState(String user) {
        return HostCommand.of("loginctl", "show-user", "--property=State", "--value").and(user);
    }

    public static HostCommand setLinger(String user, boolean on) {
        return HostCommand.of("loginctl", on ? "enable-linger" : "disable-linger").and(user);
    }
}

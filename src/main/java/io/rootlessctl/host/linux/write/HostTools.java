package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.linux.Command;
import io.rootlessctl.host.linux.UserCommands;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.PackageSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Changes to the host through its distribution's tools. */
final class HostTools {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PACKAGES_LIMIT = Duration.ofMinutes(15);
    private static final Map<String, String> NO_QUESTIONS =
            Map.of("DEBIAN_FRONTEND", "noninteractive", "ZYPP_LOCK_TIMEOUT", "120");
    private static final List<String> APT = List.of("apt-get", "-q", "-o", "DPkg::Lock::Timeout=120");

    private final UserCommands commands;

    HostTools(UserCommands commands) {
        this.commands = commands;
    }

    /** Only apt keeps lists that it does not renew on its own; without any, or with old ones, it finds nothing. */
    void installPackages(PackageSystem system, List<String> names) throws IOException {
        if (names.isEmpty()) {
            return;
        }
        var subject = "packages " + String.join(" ", names);
        var install = installation(system, names);
        if (system == PackageSystem.APT) {
            if (run(subject, PACKAGES_LIMIT, install).succeeded()) {
                return;
            }
            require(subject, run(subject, PACKAGES_LIMIT, with(APT, List.of("update"))));
        }
        require(subject, run(subject, PACKAGES_LIMIT, install));
    }

    static List<String> installation(PackageSystem system, List<String> names) {
        return with(switch (system) {
            case APT -> with(APT, List.of("install", "-y", "--no-install-recommends", "--"));
            case DNF -> List.of("dnf", "install", "-y", "--");
            case ZYPPER -> List.of("zypper", "--non-interactive", "install", "--");
            case PACMAN -> List.of("pacman", "-S", "--noconfirm", "--needed", "--");
            case APK -> List.of("apk", "--wait", "120", "add", "--");
        }, names);
    }

    /** Without subordinate ids: who is to have some gets them where the manifest has them, and beside all declared. */
    void createUser(String name) throws IOException {
        boolean shadow = Files.isExecutable(Path.of("/usr/sbin/useradd"));
        change("user " + name, shadow
                ? List.of("useradd", "--create-home", "--shell", "/bin/bash", "-K", "SUB_UID_COUNT=0", "-K", "SUB_GID_COUNT=0",
                        "--", name)
                : List.of("adduser", "-D", "--", name));
    }

    void addSubIds(String user, long start, long count) throws IOException {
        subIds("--add-subuids", "--add-subgids", user, start, count);
    }

    void removeSubIds(String user, long start, long count) throws IOException {
        subIds("--del-subuids", "--del-subgids", user, start, count);
    }

    private void subIds(String uids, String gids, String user, long start, long count) throws IOException {
        if (start < 0 || count < 1) {
            throw new IOException("subordinate ids of " + user + ": found " + start + ":" + count
                    + ", expected a start of 0 or more and a count of 1 or more");
        }
        var range = start + "-" + (start + count - 1);
        change("subordinate ids of " + user, List.of("usermod", uids, range, gids, range, "--", user));
    }

    /** Returns when the user's systemd has started, which logind only asks for: what comes next needs it. */
    void setLinger(Account user, boolean on) throws IOException {
        var subject = "linger of " + user.name();
        change(subject, List.of("loginctl", on ? "enable-linger" : "disable-linger", user.name()));
        if (on) {
            change(subject, List.of("systemctl", "--no-ask-password", "start", "user@" + user.uid() + ".service"));
        }
    }

    void change(String subject, List<String> argv) throws IOException {
        require(subject, run(subject, LIMIT, argv));
    }

    private Command.Result run(String subject, Duration limit, List<String> argv) throws IOException {
        return Failure.about(subject, () -> commands.run(NO_QUESTIONS, limit, argv));
    }

    static void require(String subject, Command.Result result) throws IOException {
        if (!result.succeeded()) {
            throw new IOException(subject + ": " + result.complaint());
        }
    }

    private static List<String> with(List<String> first, List<String> rest) {
        var all = new ArrayList<>(first);
        all.addAll(rest);
        return all;
    }
}

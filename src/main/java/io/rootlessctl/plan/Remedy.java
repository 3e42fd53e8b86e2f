package io.rootlessctl.plan;

import io.rootlessctl.model.PackageSystem;
import io.rootlessctl.model.Step.AddSubIds;
import io.rootlessctl.model.Step.AwaitReady;
import io.rootlessctl.model.Step.CreateUser;
import io.rootlessctl.model.Step.HostSystemctl;
import io.rootlessctl.model.Step.InstallPackages;
import io.rootlessctl.model.Step.LoadModule;
import io.rootlessctl.model.Step.LoadProfile;
import io.rootlessctl.model.Step.MakeDirectory;
import io.rootlessctl.model.Step.PurgeTree;
import io.rootlessctl.model.Step.RemoveDirectory;
import io.rootlessctl.model.Step.RemoveFile;
import io.rootlessctl.model.Step.RemoveSubIds;
import io.rootlessctl.model.Step.SetCapabilities;
import io.rootlessctl.model.Step.SetLinger;
import io.rootlessctl.model.Step.SetMode;
import io.rootlessctl.model.Step.SetSysctl;
import io.rootlessctl.model.Step.SignalReload;
import io.rootlessctl.model.Step.StartDirect;
import io.rootlessctl.model.Step.StopDirect;
import io.rootlessctl.model.Step.Systemctl;
import io.rootlessctl.model.Step.UnloadModule;
import io.rootlessctl.model.Step.UnloadProfile;
import io.rootlessctl.model.Step.WriteFile;
import io.rootlessctl.model.Step;
import java.util.List;

/** The host's steps as an administrator would type them: POSIX sh, each safe to run twice. */
public final class Remedy {
    private Remedy() {}

    public static List<String> commands(List<Step> steps) {
        return steps.stream().flatMap(step -> commands(step).stream()).toList();
    }

    /**
     * A user's own steps come out too, for the reader; nobody but that user is ever asked to type them. Nothing is
     * joined with {@code &&}: {@code set -e} does not see a failure on its left.
     */
    private static List<String> commands(Step step) {
        return switch (step) {
            // Run again, it must not empty what has got a content meanwhile.
            case WriteFile(var path, var content, var mode) when content.isEmpty() -> List.of(
                    "touch " + quoted(path), "chmod " + octal(mode) + " " + quoted(path));
            case WriteFile(var path, var content, var mode) -> List.of(
                    "printf %s " + quoted(content) + " > " + quoted(path), "chmod " + octal(mode) + " " + quoted(path));
            case RemoveFile(var path) -> List.of("rm -f " + quoted(path));
            case MakeDirectory(var path, var mode) -> List.of("mkdir -p -m " + octal(mode) + " " + quoted(path));
            case RemoveDirectory(var path) -> List.of("rmdir --ignore-fail-on-non-empty " + quoted(path));
            case PurgeTree(var path) -> List.of("rootlesskit rm -rf -- " + quoted(path));
            case SetMode(var path, var mode) -> List.of("chmod " + octal(mode) + " " + quoted(path));
            case SetSysctl(var key, var value) -> List.of("sysctl -w " + quoted(key + "=" + value));
            case LoadModule(var name) -> List.of("modprobe " + name);
            case UnloadModule(var name) -> List.of("modprobe -r " + name);
            case LoadProfile(var file) -> List.of("apparmor_parser -r " + quoted(file));
            case UnloadProfile(var file) -> List.of("apparmor_parser -R " + quoted(file));
            case SetCapabilities(var file, var capabilities) when capabilities.isEmpty() -> List.of(
                    "if getcap " + quoted(file) + " | grep -q cap_; then setcap -r " + quoted(file) + "; fi");
            case SetCapabilities(var file, var capabilities) -> List.of(
                    "setcap " + quoted(capabilities) + " " + quoted(file));
            case HostSystemctl(var verb, var unit) -> List.of("systemctl " + verb
                    + (verb == Systemctl.Verb.DAEMON_RELOAD ? "" : " " + unit));
            case InstallPackages(var system, var names) -> install(system, String.join(" ", names));
            case CreateUser(var name) -> List.of(
                    "id -u " + name + " >/dev/null 2>&1 || useradd --create-home --shell /bin/bash " + name);
            case AddSubIds(var user, var start, var count) -> List.of("usermod --add-subuids " + range(start, count)
                    + " --add-subgids " + range(start, count) + " " + user);
            case RemoveSubIds(var user, var start, var count) -> List.of("usermod --del-subuids " + range(start, count)
                    + " --del-subgids " + range(start, count) + " " + user);
            case SetLinger(var user, var on) -> List.of("loginctl " + (on ? "enable" : "disable") + "-linger " + user);
            case Systemctl(var verb, var unit) -> List.of("systemctl --user " + verb
                    + (verb == Systemctl.Verb.DAEMON_RELOAD ? "" : " " + unit));
            case StartDirect(var launch) -> List.of(String.join(" ", launch.argv()));
            case StopDirect(var process, _, _) -> List.of("kill " + process.pid());
            case SignalReload(var process) -> List.of("kill -HUP " + process.pid());
            case AwaitReady(var socket, _) -> List.of("docker -H unix://" + socket + " version");
        };
    }

    private static List<String> install(PackageSystem system, String names) {
        return switch (system) {
            case APT -> List.of("apt-get update",
                    "DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends " + names);
            case DNF -> List.of("dnf install -y " + names);
            case ZYPPER -> List.of("zypper --non-interactive install " + names);
            case PACMAN -> List.of("pacman -S --noconfirm --needed " + names);
            case APK -> List.of("apk add " + names);
        };
    }

    private static String range(long start, long count) {
        return start + "-" + (start + count - 1);
    }

    private static String octal(int mode) {
        return String.format("%04o", mode);
    }

    private static String quoted(Object value) {
        var text = value.toString();
        return text.matches("[\\w@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}

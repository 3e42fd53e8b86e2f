package io.rootlessctl.plan;

import io.rootlessctl.model.PackageSystem;
import io.rootlessctl.model.Step;
import io.rootlessctl.model.Step.AddSubIds;
import io.rootlessctl.model.Step.AwaitReady;
import io.rootlessctl.model.Step.CreateUser;
import io.rootlessctl.model.Step.InstallPackages;
import io.rootlessctl.model.Step.MakeDirectory;
import io.rootlessctl.model.Step.RemoveDirectory;
import io.rootlessctl.model.Step.RemoveFile;
import io.rootlessctl.model.Step.RemoveSubIds;
import io.rootlessctl.model.Step.SetLinger;
import io.rootlessctl.model.Step.SetMode;
import io.rootlessctl.model.Step.SetSysctl;
import io.rootlessctl.model.Step.SignalReload;
import io.rootlessctl.model.Step.StartDirect;
import io.rootlessctl.model.Step.StopDirect;
import io.rootlessctl.model.Step.Systemctl;
import io.rootlessctl.model.Step.WriteFile;
import java.util.List;

/** The host's steps as an administrator would type them: POSIX sh, each safe to run twice. */
public final class Remedy {
    private Remedy() {}

    public static List<String> commands(List<Step> steps) {
        return steps.stream().map(Remedy::command).toList();
    }

    /** A user's own steps come out too, for the reader; nobody but that user is ever asked to type them. */
    static String command(Step step) {
        return switch (step) {
            case WriteFile(var path, var content, var mode) when content.isEmpty() -> "touch " + quoted(path)
                    + " && chmod " + octal(mode) + " " + quoted(path);
            case WriteFile(var path, var content, var mode) -> "printf %s " + quoted(content) + " > " + quoted(path)
                    + " && chmod " + octal(mode) + " " + quoted(path);
            case RemoveFile(var path) -> "rm -f " + quoted(path);
            case MakeDirectory(var path, var mode) -> "mkdir -p -m " + octal(mode) + " " + quoted(path);
            case RemoveDirectory(var path) -> "rmdir --ignore-fail-on-non-empty " + quoted(path);
            case SetMode(var path, var mode) -> "chmod " + octal(mode) + " " + quoted(path);
            case SetSysctl(var key, var value) -> "sysctl -w " + quoted(key + "=" + value);
            case InstallPackages(var system, var names) -> install(system) + " " + String.join(" ", names);
            case CreateUser(var name) -> "id -u " + name + " >/dev/null 2>&1 || useradd --create-home --shell /bin/bash "
                    + name;
            case AddSubIds(var user, var start, var count) -> "usermod --add-subuids " + range(start, count)
                    + " --add-subgids " + range(start, count) + " " + user;
            case RemoveSubIds(var user, var start, var count) -> "usermod --del-subuids " + range(start, count)
                    + " --del-subgids " + range(start, count) + " " + user;
            case SetLinger(var user, var on) -> "loginctl " + (on ? "enable" : "disable") + "-linger " + user;
            case Systemctl(var verb, var unit) -> "systemctl --user " + verb
                    + (verb == Systemctl.Verb.DAEMON_RELOAD ? "" : " " + unit);
            case StartDirect(var launch) -> String.join(" ", launch.argv());
            case StopDirect(var process, _, _) -> "kill " + process.pid();
            case SignalReload(var process) -> "kill -HUP " + process.pid();
            case AwaitReady(var socket, _) -> "docker -H unix://" + socket + " version";
        };
    }

    private static String install(PackageSystem system) {
        return switch (system) {
            case APT -> "DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends";
            case DNF -> "dnf install -y";
            case ZYPPER -> "zypper --non-interactive install";
            case PACMAN -> "pacman -S --noconfirm --needed";
            case APK -> "apk add";
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

package io.rootlessctl.plan;

import static io.rootlessctl.edit.ShellWord.quoted;
import static io.rootlessctl.model.PackageSystem.DNF_LOCKED;
import static io.rootlessctl.model.PackageSystem.LOCK_WAIT;
import static io.rootlessctl.model.PackageSystem.ZYPPER_INSTALLED;

import io.rootlessctl.edit.ShellWord;
import io.rootlessctl.model.HostCommand;
import io.rootlessctl.model.HostCommands;
import io.rootlessctl.model.Octal;
import io.rootlessctl.model.PackageSystem;
import io.rootlessctl.model.Step.AddSubIds;
import io.rootlessctl.model.Step.AwaitReady;
import io.rootlessctl.model.Step.CheckSettings;
import io.rootlessctl.model.Step.CreateUser;
import io.rootlessctl.model.Step.DiscardCertificates;
import io.rootlessctl.model.Step.HostSystemctl;
import io.rootlessctl.model.Step.InstallPackages;
import io.rootlessctl.model.Step.InstallPrograms;
import io.rootlessctl.model.Step.IssueCertificates;
import io.rootlessctl.model.Step.LoadModule;
import io.rootlessctl.model.Step.LoadProfile;
import io.rootlessctl.model.Step.MakeDirectory;
import io.rootlessctl.model.Step.PublishPort;
import io.rootlessctl.model.Step.PurgeTree;
import io.rootlessctl.model.Step.RemoveDirectory;
import io.rootlessctl.model.Step.RemoveFile;
import io.rootlessctl.model.Step.RemovePrograms;
import io.rootlessctl.model.Step.RemoveSubIds;
import io.rootlessctl.model.Step.RestoreCertificates;
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
import io.rootlessctl.model.Step.UnpublishPort;
import io.rootlessctl.model.Step.WriteFile;
import io.rootlessctl.model.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The host's steps as an administrator would type them: POSIX sh, each safe to run twice. */
public final class Remedy {
    /** Of a file with so many lines at most the command is one line, which may be shown indented and still be pasted. */
    private static final int FEW = 6;

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
                    "touch " + quoted(path), "chmod " + Octal.of(mode) + " " + quoted(path));
            case WriteFile(var path, var content, var mode) -> List.of(
                    "printf " + printed(content) + " > " + quoted(path), "chmod " + Octal.of(mode) + " " + quoted(path));
            case RemoveFile(var path) -> List.of("rm -f " + quoted(path));
            // Of the file that is there, for the new one comes with the next line.
            case CheckSettings(var dockerd, var file, _) -> List.of(
                    quoted(dockerd) + " --validate --config-file " + quoted(file));
            case MakeDirectory(var path, var mode) -> List.of("mkdir -p -m " + Octal.of(mode) + " " + quoted(path));
            case RemoveDirectory(var path) -> List.of(
                    "if [ -d " + quoted(path) + " ]; then rmdir --ignore-fail-on-non-empty " + quoted(path) + "; fi");
            case PurgeTree(var path) -> List.of("rootlesskit rm -rf -- " + quoted(path));
            case SetMode(var path, var mode) -> List.of("chmod " + Octal.of(mode) + " " + quoted(path));
            case SetSysctl(var key, var value) -> List.of("sysctl -w " + quoted(key + "=" + value));
            case LoadModule(var name) -> shell(HostCommands.loadModule(name));
            case UnloadModule(var name) -> shell(HostCommands.unloadModule(name));
            case LoadProfile(var file) -> shell(HostCommands.loadProfile(file));
            case UnloadProfile(var file) -> List.of(unloadProfile(file));
            case SetCapabilities(var file, var capabilities) when capabilities.isEmpty() -> List.of(
                    "if getcap " + quoted(file) + " | grep -q cap_; then " + line(HostCommands.dropCapabilities(file))
                            + "; fi");
            case SetCapabilities(var file, var capabilities) -> shell(HostCommands.setCapabilities(file, capabilities));
            case HostSystemctl(var verb, var unit) -> shell(HostCommands.systemctl(verb, unit));
            case InstallPackages(var system, var names) -> install(system, names);
            case CreateUser(var name) -> List.of(createUser(name));
            case AddSubIds(var user, var start, var count) -> shell(HostCommands.addSubIds(user, start, count));
            case RemoveSubIds(var user, var start, var count) -> shell(HostCommands.removeSubIds(user, start, count));
            case SetLinger(var user, var on) -> shell(HostCommands.setLinger(user, on));
            case Systemctl(var verb, var unit) -> shell(HostCommands.userSystemctl(verb, unit));
            case StartDirect(var launch) -> List.of(String.join(" ", launch.argv()));
            case StopDirect(var process, _, _) -> List.of("kill " + process.pid());
            case SignalReload(var process) -> List.of("kill -HUP " + process.pid());
            // Nothing that is typed makes or brings back keys; rootlessctl does.
            case IssueCertificates _, RestoreCertificates _ -> List.of();
            case DiscardCertificates(var order) -> List.of(
                    "rm -rf " + quoted(order.directory()) + " " + quoted(order.former()));
            // Of a user's own home, and rootlessctl's to do.
            case InstallPrograms _, RemovePrograms _ -> List.of();
            case PublishPort(var port) -> List.of("rootlessctl add-ports " + quoted(port));
            case UnpublishPort(var port) -> List.of("rootlessctl list-ports | awk '$2 == \"" + port.proto() + "\" && $3 == \""
                    + port.parentIp() + "\" && $4 == " + port.parentPort()
                    + " { print $1 }' | xargs -r rootlessctl remove-ports");
            case AwaitReady(var socket, _) -> List.of("docker -H unix://" + socket + " version");
        };
    }

    /** The parser fails for a profile that is not loaded; the kernel lists each as {@code name (mode)}. */
    private static String unloadProfile(Path file) {
        return "if apparmor_parser -N " + quoted(file) + " | sed 's/$/ (/' | grep -qFf - "
                + "/sys/kernel/security/apparmor/profiles; then " + line(HostCommands.unloadProfile(file)) + "; fi";
    }

    private static String printed(String content) {
        boolean few = content.endsWith("\n") && content.lines().count() <= FEW && !content.contains("%") && !content.contains("\\");
        return few ? quoted(content.replace("\n", "\\n")) : "%s " + quoted(content);
    }

    private static String createUser(String name) {
        return "id -u " + quoted(name) + " >/dev/null 2>&1 || if [ -x " + HostCommands.BASH + " ]; then "
                + first(HostCommands.createUser(name, HostCommands.BASH)) + "; else "
                + first(HostCommands.createUser(name, HostCommands.SH)) + "; fi";
    }

    private static String first(List<HostCommand> commands) {
        return commands.stream().map(Remedy::line).collect(Collectors.joining(" || "));
    }

    private static List<String> install(PackageSystem system, List<String> names) {
        var install = line(system.install(names));
        var refresh = system.refresh().map(Remedy::line).orElse("");
        return switch (system) {
            case APT -> List.of(refresh, install);
            case DNF -> List.of(unlocked(system.locks()), waiting(install));
            case ZYPPER -> List.of(install + " || case $? in " + ZYPPER_INSTALLED.stream().map(String::valueOf)
                    .collect(Collectors.joining(" | ")) + ") ;; *) exit 1 ;; esac");
            // With new lists and no upgrade, what is installed next may want newer libraries than there are (a partial
            // upgrade, which Arch does not support): only where it does not go without.
            case PACMAN -> List.of(free(system.locks().getFirst()), install + " || { " + refresh + "; " + install + "; }");
            case APK -> List.of(install);
        };
    }

    private static String free(Path lock) {
        return "n=0; while [ -e " + quoted(lock) + " ] && [ \"$n\" -lt " + LOCK_WAIT + " ]; do sleep 1; n=$((n + 1)); done";
    }

    /** As the kernel lists locks, {@code 1: POSIX  ADVISORY  WRITE 812 fe:00:2154852 0 EOF}, by the file's inode. */
    private static String unlocked(List<Path> locks) {
        var all = locks.stream().map(ShellWord::quoted).collect(Collectors.joining(" "));
        return "n=0; while for lock in " + all + "; do if [ -e \"$lock\" ] && grep -q \":$(stat -c %i \"$lock\") \" /proc/locks; "
                + "then break; fi; false; done; do [ \"$n\" -lt " + LOCK_WAIT
                + " ] || { echo \"$lock: another dnf is at work\" >&2; exit 1; }; sleep 1; n=$((n + 1)); done";
    }

    private static String waiting(String install) {
        return "n=0; while code=0; " + install + " || code=$?; [ \"$code\" -eq " + DNF_LOCKED + " ] && [ \"$n\" -lt " + LOCK_WAIT
                + " ]; do sleep 5; n=$((n + 5)); done; [ \"$code\" -eq 0 ]";
    }

    private static List<String> shell(HostCommand command) {
        return List.of(line(command));
    }

    private static String line(HostCommand command) {
        return Stream.concat(
                command.environment().entrySet().stream().map(entry -> entry.getKey() + "=" + quoted(entry.getValue())),
                command.argv().stream().map(ShellWord::quoted)).collect(Collectors.joining(" "));
    }
}

package io.rootlessctl.render;

import io.rootlessctl.model.Octal;
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
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Steps in one line each. No file contents, no arguments and no environment: those may hold secrets. */
public final class StepText {
    private StepText() {}

    public static String describe(Step step) {
        return Shown.line(switch (step) {
            case WriteFile(var path, _, var mode) -> "write " + path + " (" + Octal.of(mode) + ")";
            case RemoveFile(var path) -> "remove " + path;
            case CheckSettings(var dockerd, var file, _) -> "have " + dockerd + " --validate check what is to be written to "
                    + file;
            case MakeDirectory(var path, var mode) -> "create directory " + path + " (" + Octal.of(mode) + ")";
            case RemoveDirectory(var path) -> "remove directory " + path + " if it is empty";
            case PurgeTree(var path) -> "remove " + path + " with all that is in it, in the user's namespace";
            case SetMode(var path, var mode) -> "set the mode of " + path + " to " + Octal.of(mode);
            case SetSysctl(var key, var value) -> "set " + key + " to " + value + " until the next boot";
            case LoadModule(var name) -> "load the kernel module " + name;
            case UnloadModule(var name) -> "unload the kernel module " + name;
            case LoadProfile(var file) -> "load the AppArmor profile " + file;
            case UnloadProfile(var file) -> "unload the AppArmor profile " + file;
            case SetCapabilities(var file, var capabilities) -> capabilities.isEmpty()
                    ? "take the capabilities from " + file : "give " + file + " the capabilities " + capabilities;
            case HostSystemctl(var verb, var unit) -> verb == Systemctl.Verb.DAEMON_RELOAD
                    ? "make systemd read the system's unit files again" : systemctl(verb, unit) + " (of the system)";
            case InstallPackages(var system, var names) -> "install " + String.join(", ", names) + " ("
                    + system.name().toLowerCase(Locale.ROOT) + ")";
            case CreateUser(var name) -> "create user " + name;
            case AddSubIds(var user, var start, var count) -> "give " + user + " the subordinate user and group ids "
                    + range(start, count);
            case RemoveSubIds(var user, var start, var count) -> "take the subordinate user and group ids "
                    + range(start, count) + " from " + user;
            case SetLinger(var user, var on) -> (on ? "enable" : "disable") + " lingering of " + user;
            case Systemctl(var verb, var unit) -> systemctl(verb, unit);
            case StartDirect(var launch) -> "start " + launch.argv().getFirst() + ", log in " + launch.log();
            case StopDirect(var process, var timeout, _) -> "stop process " + process.pid() + " (SIGTERM, waits up to "
                    + seconds(timeout) + ")";
            case SignalReload(var process) -> "make process " + process.pid() + " read its settings again (SIGHUP)";
            case IssueCertificates(var order) -> "make keys and certificates in " + order.directory() + " (keys 0600), for "
                    + String.join(", ", order.names());
            case RestoreCertificates(var order, _) -> "bring back the former certificates of " + order.directory();
            case DiscardCertificates(var order) -> "remove the keys and certificates in " + order.directory();
            case InstallPrograms(var order) -> "switch the programs in " + order.bin() + " to " + order.directory() + ", out of "
                    + order.sources().stream().map(source -> source.file().toString()).collect(Collectors.joining(", "));
            case RemovePrograms(var order) -> "remove the programs in " + order.directory() + " and what leads to them";
            case PublishPort(var port) -> "make RootlessKit forward " + port;
            case UnpublishPort(var port) -> "make RootlessKit forward " + port + " no longer";
            case AwaitReady(var socket, var timeout) -> "wait until unix://" + socket + " answers (up to "
                    + seconds(timeout) + ")";
        });
    }

    static List<String> describe(List<Step> steps) {
        return steps.stream().map(StepText::describe).toList();
    }

    private static String systemctl(Systemctl.Verb verb, String unit) {
        return switch (verb) {
            case DAEMON_RELOAD -> "make systemd read the user's unit files again";
            case RESET_FAILED -> "clear the failures of " + unit;
            case ENABLE, DISABLE, START, STOP, RESTART, RELOAD -> verb + " " + unit;
        };
    }

    private static String range(long start, long count) {
        return start + "-" + (start + count - 1);
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}

package io.rootlessctl.host.linux;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.UserDirectories;
import io.rootlessctl.host.UserUnit;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What systemd says: the system's, and each user's own. */
public final class Units {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final List<String> SHOW = List.of("show", "-p", String.join(",", UnitProperties.NAMES), "--");

    private interface Run {
        Command.Result result() throws IOException;
    }

    private final UserCommands commands;

    public Units(UserCommands commands) {
        this.commands = commands;
    }

    Observation<UserUnit> ofUser(String unit, Account user, UserDirectories directories) {
        if (FileLook.status(Path.of("/run/user/" + user.uid())) instanceof Observation.Absent<FileStatus>()) {
            return new Observation.Unreadable<>("unit " + unit + " of " + user.name(), "nobody is logged in as "
                    + user.name() + ", so no systemd runs for them; log in over ssh, at a console or with sudo "
                    + "machinectl shell " + user.name() + "@, or let it run from boot on: loginctl enable-linger " + user.name());
        }
        return ask(unit, user, directories);
    }

    /** The same where it is known that the user's systemd runs. */
    public Observation<UserUnit> ask(String unit, Account user, UserDirectories directories) {
        var subject = "unit " + unit + " of " + user.name();
        return commands.slow().ask(user, subject, () -> show(subject, () ->
                commands.run(user, directories, LIMIT, argv(List.of("systemctl", "--user"), unit))));
    }

    public Observation<UserUnit> ofSystem(String unit) {
        return show("unit " + unit, () ->
                commands.run(Map.of(), LIMIT, argv(List.of("systemctl"), unit)));
    }

    private static List<String> argv(List<String> first, String unit) {
        var argv = new ArrayList<>(first);
        argv.addAll(SHOW);
        argv.add(unit);
        return argv;
    }

    private static Observation<UserUnit> show(String subject, Run run) {
        return ask(subject, run, out -> UnitProperties.parse(subject, out));
    }

    /** The last lines of docker.service's journal, newest last. */
    public Observation<List<String>> journal(Account user, UserDirectories directories, int lines) {
        var argv = List.of(
                "journalctl", "--user", "--unit=docker", "--lines=" + lines, "--output=json", "--output-fields=MESSAGE",
                "--all", "--no-pager", "--quiet");
        var subject = "journal of " + user.name();
        return commands.slow().ask(user, subject, () -> ask(
                subject, () -> commands.run(user, directories, LIMIT, argv), out -> JournalLines.parse(subject, out)));
    }

    private static <T> Observation<T> ask(
            String subject, Run run, Function<String, Observation<T>> understood) {
        try {
            var result = run.result();
            return result.succeeded() ? understood.apply(result.out())
                    : new Observation.Unreadable<>(subject, result.complaint());
        } catch (IOException problem) {
            return new Observation.Unreadable<>(subject, problem.getMessage());
        }
    }

    /** Whether the user's manager runs from boot on. */
    public static Observation<Boolean> linger(Account user) {
        var seen = FileLook.status(Path.of("/var/lib/systemd/linger", user.name())).map(_ -> true);
        return seen instanceof Observation.Absent<Boolean>() ? Observation.present(false) : seen;
    }
}

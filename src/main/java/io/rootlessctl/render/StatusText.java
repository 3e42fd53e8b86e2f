package io.rootlessctl.render;

import io.rootlessctl.model.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Each user's daemon on at most half a screen: a headline, one line a subject, the line to copy, the log's end. */
public final class StatusText {
    private static final int LOG_LINES = 5;
    private static final int LABEL = 13;

    private final Style style;
    private final Instant now;
    private final int columns;

    private StatusText(Style style, Instant now, int columns) {
        this.style = style;
        this.now = now;
        this.columns = columns;
    }

    /**
     * @param now what the daemons' ages are counted to
     * @param columns of the terminal; 0 where there is none
     */
    public static String render(List<Status> users, Instant now, Style style, int columns) {
        var text = new StatusText(style, now, columns);
        return users.stream().map(text::user).collect(Collectors.joining("\n"));
    }

    private String user(Status status) {
        var lines = new ArrayList<String>();
        lines.add(headline(status));
        lines.addAll(subjects(status));
        status.problems().forEach(problem -> lines.add("  " + style.blockedSign() + " " + Sections.text(problem)));
        return Sections.joined(List.of(
                lines,
                status.exports().stream().flatMap(String::lines).map(line -> "  " + Shown.line(line)).toList(),
                log(status)));
    }

    private String headline(Status status) {
        var state = status.state().toString();
        var coloured = switch (status.state()) {
            case RUNNING -> style.green(state);
            case NOT_ANSWERING, FAILED -> style.red(state);
            case STOPPED, UNKNOWN -> style.yellow(state);
        };
        var since = status.since().map(start -> " since " + start.truncatedTo(ChronoUnit.SECONDS) + " ("
                + elapsed(Duration.between(start, now)) + ")").orElse("");
        var process = status.pid().map(pid -> ", process " + pid).orElse("");
        return style.bold(Shown.line(status.user())) + ": " + coloured + since + process;
    }

    private List<String> subjects(Status status) {
        var software = status.software();
        var storage = status.storage();
        var network = status.network();
        return Stream.of(
                subject("docker", software.docker(), software.rootlessKit().map(version -> "rootlesskit " + version)),
                subject("socket", status.socket()),
                subject("data root", storage.dataRoot()),
                subject("storage", storage.driver()),
                subject("network", network.driver(), network.portDriver().map(driver -> "port driver " + driver),
                        network.mtu().map(mtu -> "mtu " + mtu)),
                subject("tcp", network.tcp().map(Status.Tcp::listen), network.tcp().flatMap(Status.Tcp::until)
                        .map(until -> "certificate until " + until.truncatedTo(ChronoUnit.SECONDS))),
                subject("id map", status.idMapText()),
                subject("cgroups", status.cgroupDriver().map(StatusText::cgroups)),
                subject("containers", status.containers().map(count -> count + " running")),
                subject("drift", status.drift().map(StatusText::drift)))
                .flatMap(Optional::stream).toList();
    }

    private static String cgroups(String driver) {
        return driver.equals("none") ? "none: limits such as --memory are ignored" : driver;
    }

    private static String drift(int fields) {
        return fields == 0 ? "none"
                : Sections.counted(fields, "field") + " not as declared, see `rootlessctl drift`";
    }

    /** One line; empty where nothing is known. */
    private static Optional<String> subject(String label, Optional<?>... values) {
        var known = Stream.of(values).flatMap(Optional::stream).map(value -> Shown.line(value.toString()))
                .collect(Collectors.joining(", "));
        return known.isEmpty() ? Optional.empty()
                : Optional.of("  " + label + " ".repeat(LABEL - label.length()) + known);
    }

    private List<String> log(Status status) {
        var last = status.log().subList(Math.max(0, status.log().size() - LOG_LINES), status.log().size());
        var lines = new ArrayList<String>();
        if (!last.isEmpty()) {
            lines.add("  last log lines:");
        }
        last.forEach(line -> lines.add(("  | " + LogLine.brief(line, columns)).stripTrailing()));
        return lines;
    }

    /** The two largest units: {@code 3 d 4 h}. */
    private static String elapsed(Duration age) {
        if (age.toDays() > 0) {
            return age.toDays() + " d " + age.toHoursPart() + " h";
        }
        if (age.toHours() > 0) {
            return age.toHours() + " h " + age.toMinutesPart() + " min";
        }
        return age.toMinutes() > 0 ? age.toMinutes() + " min" : Math.max(0, age.toSeconds()) + " s";
    }
}

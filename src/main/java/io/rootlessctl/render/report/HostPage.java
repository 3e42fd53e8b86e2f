package io.rootlessctl.render.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One host: each daemon with its pictures, and what is not as declared. */
public final class HostPage {
    /** What each page, of one host or of many, has near its beginning. */
    public static final String MARK = "<meta name=\"generator\" content=\"rootlessctl ";

    private final Frame frame;
    private final String host;
    private final Document.Daemons status;
    private final Optional<Document.Planned> planned;

    private HostPage(Frame frame, String host, Document.Daemons status, Optional<Document.Planned> planned) {
        this.frame = frame;
        this.host = host;
        this.status = status;
        this.planned = planned;
    }

    /**
     * @param status what {@code status -o json} prints
     * @param plan what {@code plan -o json} prints; empty when no manifest says what is declared
     * @param version of this program
     */
    public static String render(String host, String status, Optional<String> plan, Instant now, String version)
            throws NotAReportException {
        var daemons = (Document.Daemons) Document.parse(status, "");
        var planned = plan.isPresent()
                ? Optional.of((Document.Planned) Document.parse(plan.get(), "")) : Optional.<Document.Planned>empty();
        var frame = Frame.of("Rootless Docker on " + host, now, version, "");
        return Templates.render("host", new HostPage(frame, host, daemons, planned)) + "\n";
    }

    Frame frame() {
        return frame;
    }

    String host() {
        return host;
    }

    List<Daemon> daemons() {
        return status.daemons();
    }

    boolean deserted() {
        return status.daemons().isEmpty();
    }

    Optional<Changes> changes() {
        return planned.map(Document.Planned::changes);
    }

    boolean undeclared() {
        return planned.isEmpty();
    }

    List<String> unsettled() {
        return Stream.concat(status.unsettled().stream(), planned.stream().flatMap(plan -> plan.unsettled().stream()))
                .distinct().toList();
    }

    /** The state of the whole host in a few words. */
    String verdict() {
        var differing = changes().map(Changes::fields).orElse(0L);
        return undeclared() ? "not compared with a manifest" : changes().filter(Changes::asDeclared).isPresent()
                ? "as declared" : differing == 0 ? "changed by others" : Changes.counted(differing, "field") + " not as declared";
    }

    String tone() {
        return undeclared() ? "plain" : changes().filter(Changes::asDeclared).isPresent() ? "good" : "bad";
    }
}

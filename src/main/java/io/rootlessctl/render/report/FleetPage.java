package io.rootlessctl.render.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Many hosts: a summary, a table to sort and to filter, and each host's daemons and differences. */
public final class FleetPage {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private final Frame frame;
    private final List<FleetHost> hosts;

    private FleetPage(Frame frame, List<FleetHost> hosts) {
        this.frame = frame;
        this.hosts = hosts;
    }

    /** @param troubles the files that are left out of it, {@code web1.json: line 1, column 1: found no JSON, ...} */
    public record Rendered(String html, List<String> troubles) {}

    /** @param version of this program */
    public static Rendered render(List<FleetFile> files, Instant now, String version) {
        var hosts = hosts(files);
        var title = "Rootless Docker on " + Changes.counted(hosts.size(), "host");
        var frame = Frame.of(title, now, version, Templates.resource("fleet.js"));
        return new Rendered(Templates.render("fleet", new FleetPage(frame, hosts)) + "\n",
                hosts.stream().flatMap(host -> host.troubles().stream()).toList());
    }

    private static List<FleetHost> hosts(List<FleetFile> files) {
        var byHost = files.stream().collect(Collectors.groupingBy(FleetFile::host, TreeMap::new, Collectors.toList()));
        var hosts = new ArrayList<FleetHost>();
        byHost.forEach((name, own) -> hosts.add(FleetHost.of("h" + hosts.size(), name, own)));
        hosts.sort(Comparator.comparing(FleetHost::condition).thenComparing(host -> natural(host.name())));
        return List.copyOf(hosts);
    }

    /** So that web2 comes before web10. */
    private static String natural(String name) {
        return NUMBER.matcher(name).replaceAll(number -> "0".repeat(18 - number.group().length()) + number.group());
    }

    Frame frame() {
        return frame;
    }

    List<FleetHost> hosts() {
        return hosts;
    }

    String total() {
        return Changes.counted(hosts.size(), "host");
    }

    /** One condition and how many hosts are in it. */
    record Count(Condition condition, long hosts) {}

    List<Count> counts() {
        return Arrays.stream(Condition.values())
                .map(condition -> new Count(condition, hosts.stream().filter(host -> host.condition() == condition).count()))
                .filter(count -> count.hosts() > 0).toList();
    }

    List<Tally> tallies() {
        return Tally.of(hosts.stream().flatMap(host -> host.daemons().stream()).toList());
    }

    List<String> troubles() {
        return hosts.stream().flatMap(host -> host.troubles().stream()).toList();
    }

    boolean troubled() {
        return !troubles().isEmpty();
    }
}

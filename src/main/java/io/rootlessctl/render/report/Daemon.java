package io.rootlessctl.render.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One user's daemon, as a status has it.
 *
 * @param id what its pictures are called by on the page
 * @param state {@code running}, as the status spells it
 * @param drift how many fields are not as declared; empty when nothing was compared
 */
record Daemon(
        String id, String user, String state, List<Fact> facts, IdMapPicture idMap, List<ProcessBox> processes,
        Path path, Optional<Long> drift, List<String> problems, List<String> log) {

    /** One line about it, where it is known. */
    record Fact(String label, String value) {}

    /**
     * Which way its network goes; what is not known is empty text.
     *
     * @param inAndOut whether one program does both
     */
    record Path(String id, String driver, String portDriver, String mtu, boolean known, boolean inAndOut) {}

    Daemon {
        facts = List.copyOf(facts);
        processes = List.copyOf(processes);
        problems = List.copyOf(problems);
        log = List.copyOf(log);
    }

    static List<Daemon> all(Fields status, String id) throws NotAReportException {
        var all = new ArrayList<Daemon>();
        for (var user : status.objects("users")) {
            all.add(of(user, id + "d" + all.size()));
        }
        return all;
    }

    private static Daemon of(Fields user, String id) throws NotAReportException {
        var name = user.text("user");
        return new Daemon(id, name, user.text("state"), facts(user), IdMapPicture.of(id, name, user.objects("uidMap")),
                ProcessBox.roots(user.objects("processes")), path(id, user), user.optionalNumber("drift"),
                user.texts("problems"), user.texts("log"));
    }

    private static Path path(String id, Fields user) throws NotAReportException {
        var driver = user.optionalText("networkDriver").orElse("");
        var portDriver = user.optionalText("portDriver").orElse("");
        return new Path(id, driver, portDriver, user.optionalNumber("mtu").map(Object::toString).orElse(""),
                !driver.isEmpty(), portDriver.equals("implicit") || portDriver.equals(driver));
    }

    private static List<Fact> facts(Fields user) throws NotAReportException {
        var facts = new ArrayList<Fact>();
        fact(facts, "Since", user.optionalText("since").map(Moment::shown));
        fact(facts, "Process", user.optionalNumber("pid"));
        fact(facts, "Docker", user.optionalText("docker"));
        fact(facts, "RootlessKit", user.optionalText("rootlesskit"));
        fact(facts, "DOCKER_HOST", user.optionalText("dockerHost"));
        fact(facts, "Data root", user.optionalText("dataRoot"));
        fact(facts, "Storage driver", user.optionalText("storageDriver"));
        fact(facts, "Network driver", user.optionalText("networkDriver"));
        fact(facts, "Port driver", user.optionalText("portDriver"));
        fact(facts, "MTU", user.optionalNumber("mtu"));
        fact(facts, "Id map", user.optionalText("idMap"));
        fact(facts, "Cgroups", user.optionalText("cgroupDriver").map(
                driver -> driver.equals("none") ? "none: limits such as --memory are ignored" : driver));
        fact(facts, "Running containers", user.optionalNumber("containers"));
        var tcp = user.object("tcp");
        if (tcp.isPresent()) {
            fact(facts, "API over TCP", tcp.get().optionalText("listen"));
            fact(facts, "Its certificate ends", tcp.get().optionalText("certificateUntil").map(Moment::shown));
        }
        return facts;
    }

    private static void fact(List<Fact> facts, String label, Optional<?> value) {
        value.ifPresent(known -> facts.add(new Fact(label, known.toString())));
    }

    /** The value of a fact; empty text where it is not known. */
    String fact(String label) {
        return facts.stream().filter(fact -> fact.label().equals(label)).map(Fact::value).findFirst().orElse("");
    }

    /** Whether there is anything of a running daemon to draw. */
    boolean seen() {
        return idMap.known() || path.known() || treed();
    }

    boolean treed() {
        return !processes.isEmpty();
    }

    boolean logged() {
        return !log.isEmpty();
    }

    boolean running() {
        return state.equals("running");
    }

    boolean broken() {
        return state.equals("failed") || state.equals("not answering");
    }

    /** {@code running}, {@code broken}, {@code other}: what it is shown as. */
    String tone() {
        return running() ? "good" : broken() ? "bad" : "plain";
    }

    boolean compared() {
        return drift.isPresent();
    }

    String drifting() {
        return drift.map(fields -> fields == 0 ? "none" : Changes.counted(fields, "field") + " not as declared").orElse("");
    }
}

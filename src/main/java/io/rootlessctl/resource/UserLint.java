package io.rootlessctl.resource;

import io.rootlessctl.edit.ShellWord;
import io.rootlessctl.host.Engine;
import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.model.Advice;
import io.rootlessctl.model.Ipv4Network;
import io.rootlessctl.model.LintId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One user's daemon.json as it is to be, daemon and socket, looked at for what is accepted and does no good.
 * Source: Docker's pages on rootless mode ("Known limitations"), live-restore and protecting the daemon's socket.
 *
 * @param json the declared keys, and those of the file besides: compact JSON text
 */
record UserLint(Declaration.User user, Map<String, String> json, Optional<RunningDaemon> running, HostView host) {
    private static final String TRUE = "true";
    private static final Pattern TCP = Pattern.compile("tcp://[^\"\\s]*");
    /** dockerd reads them for swarm mode alone. */
    private static final Predicate<String> OF_SWARM = Pattern.compile("swarm-.+|cluster-.+").asMatchPredicate();

    static UserLint of(Declaration.User user, HostView host) {
        return new UserLint(user, DaemonJson.effective(user, host), host.daemon(user.account()).found(), host);
    }

    /** But for what the file silences. */
    List<Advice> advice() {
        var lint = user.settings().lint();
        var always = Stream.of(
                liveRestore(), deleted(), mismatch(), swarm(), overlay(), seccomp(), tcp(), socket(), overlap());
        var strict = lint.strict() ? Stream.of(newPrivileges(), openFiles()) : Stream.<Optional<Advice>>of();
        return Stream.concat(Stream.concat(always, strict).flatMap(Optional::stream),
                        CertificateLint.of(user, json, host).stream())
                .filter(advice -> !lint.ignore().contains(advice.id())).toList();
    }

    /** What the doctor tells besides, although nobody has asked for strict advice; a plan would have it each time. */
    List<LintId> unasked() {
        var lint = user.settings().lint();
        return lint.strict() || !user.wanted() ? List.of() : newPrivileges().map(Advice::id)
                .filter(id -> !lint.ignore().contains(id)).stream().toList();
    }

    private Optional<Advice> liveRestore() {
        return is("live-restore", TRUE) ? advice(LintId.LIVE_RESTORE_USELESS, "live-restore: containers end with "
                + "the daemon's namespaces all the same; take it out") : Optional.empty();
    }

    private Optional<Advice> deleted() {
        return running.filter(RunningDaemon::binaryDeleted).flatMap(_ -> advice(LintId.BINARY_DELETED,
                "the daemon runs from a file that an upgrade has removed, and containers that start now get programs of "
                        + "another version; restart it"));
    }

    private Optional<Advice> swarm() {
        return json.keySet().stream().filter(OF_SWARM).findFirst().flatMap(key -> advice(LintId.SWARM_UNSUPPORTED,
                key + ": swarm services need overlay networks, and rootless Docker has none; take it out"))
                .or(() -> new FoundDockerd(user, host).engine().filter(Engine::swarm).flatMap(_ -> advice(
                        LintId.SWARM_UNSUPPORTED, "the daemon is in swarm mode: services need overlay networks, and rootless "
                        + "Docker has none; docker swarm leave --force")));
    }

    private Optional<Advice> overlay() {
        return json.getOrDefault("default-network-opts", "").contains("\"overlay\":") ? advice(LintId.OVERLAY_UNSUPPORTED,
                "default-network-opts: rootless Docker has no overlay networks; take \"overlay\" out") : Optional.empty();
    }

    private Optional<Advice> seccomp() {
        return is("seccomp-profile", "\"unconfined\"") ? advice(LintId.SECCOMP_UNCONFINED, "seccomp-profile = "
                + "\"unconfined\" lets every container make every system call; take the key out, and use docker run "
                + "--security-opt for the one that needs it") : Optional.empty();
    }

    /** In the file, or given to dockerd by hand; what is declared is looked at where it is seen to. */
    private Optional<Advice> tcp() {
        var words = running.map(RunningDaemon::dockerdArguments).orElse(List.of());
        boolean verified = user.settings().expose().tcp().isPresent() || is("tlsverify", TRUE)
                || words.stream().anyMatch(word -> word.matches("--tlsverify(=true)?"));
        return verified ? Optional.empty() : Stream.concat(Stream.of(json.getOrDefault("hosts", "")), words.stream())
                .flatMap(text -> TCP.matcher(text).results()).findFirst()
                .flatMap(found -> advice(LintId.TCP_WITHOUT_TLS, found.group() + " without tlsverify: whoever reaches it is "
                        + user.name() + ", with all of " + user.name() + "'s files; declare expose.tcp.tls"));
    }

    private Optional<Advice> socket() {
        var path = user.socket();
        return mode(path).filter(mode -> (mode & 02) != 0)
                .flatMap(_ -> mode(path.getParent())).filter(mode -> (mode & 01) != 0)
                .flatMap(_ -> advice(LintId.SOCKET_OPEN, path + ": every user of the host may write to it and so is "
                        + user.name() + "; chmod o-rwx " + ShellWord.quoted(path)));
    }

    /** Of the network that nobody has chosen: a declared one that overlaps is refused. */
    private Optional<Advice> overlap() {
        var network = user.settings().network();
        boolean free = network.driver().map(driver -> !DriverRows.row(driver).traits().contains(DriverRows.Trait.CIDR)).orElse(false);
        if (!user.wanted() || free || network.cidr().isPresent()) {
            return Optional.empty();
        }
        var cidr = running.flatMap(process -> process.flag("cidr")).orElse("10.0.2.0/24");
        var facts = new NetworkFacts(host, user.account(), user.settings());
        return Ipv4Network.parse(cidr).map(facts::overlapping).filter(known -> !known.isEmpty())
                .flatMap(known -> advice(LintId.NETWORK_OVERLAPS, "the daemon's network " + cidr + " overlaps with "
                        + String.join(", ", known) + " of this host; containers cannot reach what has an address in both; declare network.cidr"
                        + facts.free().map(found -> " = \"" + found + "\"").orElse("")));
    }

    private Optional<Integer> mode(Path path) {
        return host.status(path, user.account()).found().map(FileStatus::mode);
    }

    private Optional<Advice> newPrivileges() {
        return is("no-new-privileges", TRUE) ? Optional.empty() : advice(LintId.NO_NEW_PRIVILEGES_MISSING,
                "a set-user-id program in a container can still gain rights there; declare "
                        + "daemon.settings.no-new-privileges = true");
    }

    private Optional<Advice> openFiles() {
        boolean limited = json.getOrDefault("default-ulimits", "").contains("\"nofile\":")
                || user.settings().limits().nofile().isPresent();
        return limited ? Optional.empty() : advice(LintId.NOFILE_UNLIMITED, "containers may open as many files as the "
                + "daemon, and old programs that close each possible one start slowly; declare limits.nofile, or nofile in "
                + "daemon.settings.default-ulimits");
    }

    /** An upgrade beside the old programs, in ~/bin or /usr/local/bin, deletes nothing. */
    private Optional<Advice> mismatch() {
        var dockerd = new FoundDockerd(user, host);
        return dockerd.runs() ? Optional.empty() : dockerd.running().flatMap(is ->
                dockerd.version().filter(there -> !there.equals(is))
                        .flatMap(there -> advice(LintId.BINARY_MISMATCH, "the daemon that runs is " + is
                                + ", and dockerd is found as " + there + "; restart it")));
    }

    private boolean is(String key, String value) {
        return value.equals(json.get(key));
    }

    private static Optional<Advice> advice(LintId id, String text) {
        return Optional.of(new Advice(id, text));
    }
}

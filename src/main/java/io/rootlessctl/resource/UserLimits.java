package io.rootlessctl.resource;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import io.rootlessctl.model.Step.Systemctl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A user's limits on open files and processes, soft and hard, in two files of our own: {@code login.} is what pam_limits
 * gives to sessions, {@code manager.} what the user's systemd, and so every unit of the user's, may have at the most;
 * pam_limits does not reach that one on every distribution. Both count from the next login on. Where other files say the
 * same already, ours is not needed.
 */
final class UserLimits implements ResourceKind<UserLimits.Wish, UserLimits.Seen> {
    private static final Path SECURITY = Path.of("/etc/security");
    private static final String LOGIN = "login.";
    private static final String MANAGER = "manager.";
    private static final Set<String> LIMITS = Set.of("nofile", "nproc");

    /**
     * @param limits by the names of limits.conf, {@code nofile}; empty when none is declared any more
     * @param account empty for one who is to be created
     * @param manager the file for the user's systemd; empty where there is none
     */
    record Wish(String user, SortedMap<String, Long> limits, Optional<Account> account, Optional<HostFile> manager) {
        HostFile login() {
            return HostFile.at("/etc/security/limits.d/90-rootlessctl-" + user + ".conf");
        }

        String loginText() {
            var text = new StringBuilder();
            limits.forEach((name, limit) -> text.append(user + " - " + name + " " + limit + "\n"));
            return text.toString();
        }

        String managerText() {
            var text = new StringBuilder("[Service]\n");
            limits.forEach((name, limit) -> text.append(property(name) + "=" + limit + "\n"));
            return text.toString();
        }
    }

    /**
     * @param fields what holds, whosever file says so
     * @param pam whether this host has limits.conf at all
     * @param running which limits the user's running systemd has otherwise than declared
     * @param beaten fields of which a later file than ours says something else, with that file
     */
    record Seen(SortedMap<String, String> fields, boolean pam, List<String> running, SortedMap<String, Path> beaten) {}

    @Override
    public String name() {
        return "limits";
    }

    @Override
    public Set<String> keys() {
        return Set.of("limits.nofile", "limits.nproc");
    }

    @Override
    public List<Desired<Wish>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<Wish>>();
        for (var entry : declaration.entries()) {
            var address = new Address(name(), entry.name());
            var limits = limits(entry.settings());
            if (!limits.isEmpty() || declaration.decidesForUser(host) && !last.at(Scope.HOST, address).fields().isEmpty()) {
                var account = host.account(entry.name()).found();
                var manager = account.filter(_ -> host.systemd()).map(UserLimits::manager);
                found.add(new Desired<>(address, Scope.HOST, new Wish(entry.name(), limits, account, manager),
                        Set.of(new Address("user", entry.name()))));
            }
        }
        return found;
    }

    private static HostFile manager(Account account) {
        return HostFile.at("/etc/systemd/system/user@" + account.uid() + ".service.d/90-rootlessctl-limits.conf");
    }

    private static SortedMap<String, Long> limits(Settings settings) {
        var limits = new TreeMap<String, Long>();
        if (settings.wanted()) {
            settings.limits().nofile().ifPresent(limit -> limits.put("nofile", limit));
            settings.limits().nproc().ifPresent(limit -> limits.put("nproc", limit));
        }
        return limits;
    }

    private static String property(String limit) {
        return "Limit" + limit.toUpperCase(Locale.ROOT);
    }

    @Override
    public Observation<Seen> observe(Wish desired, HostView host) {
        var login = desired.login().read(host);
        var manager = desired.manager().map(file -> file.read(host)).orElseGet(Observation::absent);
        for (var file : List.of(login, manager)) {
            if (file.obstacle().isPresent()) {
                return file.flatMap(_ -> Observation.absent());
            }
        }
        var fields = new TreeMap<String, String>();
        words(login).filter(words -> words.length == 4 && words[0].equals(desired.user()))
                .forEach(words -> fields.put(LOGIN + words[2], words[1].equals("-") ? words[3] : words[1] + " " + words[3]));
        words(manager).map(words -> words[0].split("=", 2))
                .filter(parts -> parts.length == 2 && parts[0].startsWith("Limit"))
                .forEach(parts -> fields.put(
                        MANAGER + parts[0].substring("Limit".length()).toLowerCase(Locale.ROOT), parts[1]));
        var beaten = new TreeMap<String, Path>();
        if (!desired.limits().isEmpty()) {
            var all = LimitFiles.of(desired.user(), host);
            desired.limits().forEach((name, limit) -> Optional.ofNullable(all.get(name)).ifPresent(known ->
                    put(LOGIN + name, known.text(), known.file(), limit, desired.login(), fields, beaten)));
            desired.manager().ifPresent(file -> desired.limits().forEach((name, limit) -> dropIn(desired, name, host)
                    .ifPresent(known -> put(MANAGER + name, known.value(), known.file(), limit, file, fields, beaten))));
        }
        var running = desired.limits().isEmpty() || desired.manager().isEmpty() ? List.<String>of()
                : RunningLimits.differing(desired.account().orElseThrow(), desired.limits(), host);
        return Observation.present(new Seen(fields, host.status(SECURITY, host.caller()).found().isPresent(), running, beaten));
    }

    private static Optional<UnitDropIns.Setting> dropIn(Wish desired, String limit, HostView host) {
        var names = List.of("user@" + desired.account().orElseThrow().uid() + ".service", "user@.service");
        return UnitDropIns.of(names, property(limit), host).stream().reduce((_, later) -> later);
    }

    private static void put(String field, String value, Path file, long limit, HostFile ours,
            SortedMap<String, String> fields, SortedMap<String, Path> beaten) {
        fields.put(field, value);
        boolean later = file.getFileName().toString().compareTo(ours.path().getFileName().toString()) > 0
                && !file.equals(LimitFiles.FIRST);
        if (later && !value.equals(Long.toString(limit))) {
            beaten.put(field, file);
        }
    }

    private static Stream<String[]> words(Observation<FileText> file) {
        return file.found().stream().flatMap(text -> text.content().lines()).map(line -> line.strip().split("\\s+"));
    }

    @Override
    public SortedMap<String, String> desired(Wish desired) {
        var fields = new TreeMap<String, String>();
        desired.limits().forEach((name, limit) -> {
            fields.put(LOGIN + name, limit.toString());
            desired.manager().ifPresent(_ -> fields.put(MANAGER + name, limit.toString()));
        });
        return fields;
    }

    @Override
    public SortedMap<String, String> observed(Wish desired, Observation<Seen> observed) {
        return new TreeMap<>(observed.found().map(Seen::fields).orElseGet(TreeMap::new));
    }

    @Override
    public List<String> warnings(Wish desired, Observation<Seen> observed) {
        return observed.found().map(Seen::running).filter(running -> !running.isEmpty())
                .map(running -> List.of(desired.user() + "'s systemd still runs with " + String.join(", ", running)
                        + ", and so does the daemon; the limits are in force after a logout from everywhere, or the "
                        + "host's next boot")).orElse(List.of());
    }

    /** Those of our own files: any others are of the host's administrator, and for more than one user. */
    @Override
    public List<Existing> existing(Declaration found, HostView host) {
        var all = new ArrayList<Existing>();
        for (var user : found.users()) {
            var wish = new Wish(user.name(), new TreeMap<>(), Optional.of(user.account()), Optional.empty());
            observe(wish, host).found().ifPresent(seen -> seen.fields().forEach((field, value) -> {
                var name = field.substring(LOGIN.length());
                if (LIMITS.contains(name) && value.matches("\\d{1,18}")) {
                    all.add(user.found("limits", name, Long.valueOf(value), wish.login().path().toString()));
                }
            }));
        }
        return all;
    }

    @Override
    public Proposal propose(Wish desired, Observation<Seen> observed, List<FieldDiff> diffs, HostView host) {
        if (!desired.limits().isEmpty() && !observed.found().orElseThrow().pam()) {
            return Proposal.hindered("limits: this host has no /etc/security, so its logins know no limits.conf; set the "
                    + "limits where it starts users' sessions");
        }
        var beaten = observed.found().map(Seen::beaten).orElseGet(TreeMap::new);
        for (var diff : diffs) {
            if (!desired.limits().isEmpty() && beaten.containsKey(diff.field())) {
                return Proposal.hindered("limits: " + beaten.get(diff.field()) + " says " + diff.observed().orElse("") + " for "
                        + diff.field().substring(diff.field().indexOf('.') + 1) + ", and is read after our own file; take it "
                        + "out there");
            }
        }
        var steps = new ArrayList<Step>();
        if (diffs.stream().anyMatch(diff -> diff.field().startsWith(LOGIN))) {
            steps.addAll(desired.limits().isEmpty() ? desired.login().remove()
                    : desired.login().write(desired.loginText(), host));
        }
        if (diffs.stream().anyMatch(diff -> diff.field().startsWith(MANAGER)) && desired.manager().isPresent()) {
            var file = desired.manager().get();
            steps.addAll(desired.limits().isEmpty() ? file.remove() : file.write(desired.managerText(), host));
            steps.add(new Step.HostSystemctl(Systemctl.Verb.DAEMON_RELOAD, ""));
        }
        return Proposal.of(steps).costing(Effect.USER_SESSION)
                .because("in force from " + desired.user() + "'s next login on");
    }
}

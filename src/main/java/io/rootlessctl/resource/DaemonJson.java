package io.rootlessctl.resource;

import io.rootlessctl.edit.JsonText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code ~/.config/docker/daemon.json}: every declared key is an owned field, its value compact JSON text. Other keys,
 * their order and the file's formatting survive byte for byte.
 */
final class DaemonJson implements ResourceKind<DaemonJson.Config, JsonText> {
    /** The first Docker whose dockerd has --validate. */
    private static final int VALIDATES = 23;
    /** What dockerd gives its bridge and every container on it, whatever RootlessKit's interface has. */
    static final String MTU = "mtu";
    static final String USUAL_MTU = "1500";

    /**
     * @param defaults keys that need not stand in the file when they have the value dockerd would take anyway
     */
    record Config(
            UserFile file, SortedMap<String, String> keys, SortedMap<String, String> defaults, boolean created,
            Declaration.User user) {

        /** Why the declared storage driver cannot be had here. */
        private Optional<String> objection(HostView host) {
            return user.settings().storage().driver().flatMap(
                    driver -> StorageRules.objection(driver, user.dataRoot(), user.account(), host));
        }
    }

    @Override
    public String name() {
        return "daemon-json";
    }

    @Override
    public Set<String> keys() {
        return Set.of("daemon.settings", "storage.driver", "network.mtu");
    }

    @Override
    public List<Desired<Config>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<Config>>();
        for (var user : declaration.users()) {
            var address = new Address(name(), user.name());
            var keys = user.wanted() ? keys(user, host) : new TreeMap<String, String>();
            var config = new Config(
                    file(user), keys, defaults(user), last.at(user.scope(), address).created(), user);
            found.add(new Desired<>(address, user.scope(), config, Set.of(
                    new Address("data-root", user.name()), new Address("network", user.name()), new Address("tcp", user.name()),
                    new Address("certificates", user.name()))));
        }
        return found;
    }

    static UserFile file(Declaration.User user) {
        return new UserFile(user.directories().dockerConfig().resolve("daemon.json"), user.account());
    }

    /** Every daemon.json key that the manifest decides for the user, with its value. */
    static SortedMap<String, String> keys(Declaration.User user, HostView host) {
        var settings = user.settings();
        var keys = new TreeMap<>(settings.daemon().settings());
        settings.network().mtu().ifPresent(mtu -> keys.putIfAbsent(MTU, Integer.toString(mtu)));
        if (settings.declared().contains("daemon.data-root")) {
            keys.put("data-root", JsonText.quoted(user.dataRoot().toString()));
        }
        var tcp = TcpApi.of(user, host).map(api -> "tcp://" + api.address());
        if (tcp.isPresent() || settings.declared().contains("daemon.socket")) {
            keys.put("hosts", hosts(Stream.concat(Stream.of("unix://" + user.socket()), tcp.stream())));
        }
        keys.putAll(TcpApi.keys(user, host));
        settings.storage().driver().ifPresent(
                driver -> keys.put("storage-driver", JsonText.quoted(Settings.spelled(driver))));
        keys.replaceAll((_, value) -> JsonText.canonical(value));
        return keys;
    }

    /** What dockerd is to read: the file's keys, and over them those that the manifest decides. */
    static SortedMap<String, String> effective(Declaration.User user, HostView host) {
        var all = new TreeMap<String, String>();
        parse(file(user), host).found().map(JsonText::members).ifPresent(all::putAll);
        all.putAll(keys(user, host));
        return all;
    }

    /** The file's keys once those are taken back that we set and that are not declared any more. */
    static SortedMap<String, String> remaining(Declaration.User user, LastApplied last, HostView host) {
        var members = new TreeMap<String, String>();
        parse(file(user), host).found().ifPresent(text -> members.putAll(text.members()));
        takeBack(last.at(user.scope(), new Address("daemon-json", user.name())), members);
        members.keySet().removeAll(keys(user, host).keySet());
        return members;
    }

    /** What was ours has the value again that it had before us. */
    static void takeBack(Applied applied, SortedMap<String, String> values) {
        applied.set().forEach((name, value) -> {
            if (values.remove(name, value)) {
                applied.former(name).ifPresent(former -> values.put(name, former));
            }
        });
    }

    /** What dockerd does when the key is not there. */
    static SortedMap<String, String> defaults(Declaration.User user) {
        var directories = user.directories();
        var defaults = new TreeMap<String, String>();
        defaults.put("data-root", JsonText.quoted(directories.data().resolve("docker").toString()));
        defaults.put("hosts", hosts(Stream.of("unix://" + directories.runtime().resolve("docker.sock"))));
        defaults.put(MTU, USUAL_MTU);
        return defaults;
    }

    /** All of them: what stands there replaces the socket that dockerd would take by itself. */
    private static String hosts(Stream<String> addresses) {
        return addresses.map(JsonText::quoted).collect(Collectors.joining(",", "[", "]"));
    }

    @Override
    public Observation<JsonText> observe(Config desired, HostView host) {
        return parse(desired.file(), host);
    }

    static Observation<JsonText> parse(UserFile source, HostView host) {
        return source.read(JsonText::parse, host);
    }

    @Override
    public SortedMap<String, String> desired(Config desired) {
        return desired.keys();
    }

    /** A declared key that is not in the file has the value that dockerd takes without it. */
    @Override
    public SortedMap<String, String> observed(Config desired, Observation<JsonText> observed) {
        var fields = new TreeMap<>(desired.defaults());
        fields.keySet().retainAll(desired.keys().keySet());
        observed.found().ifPresent(text -> fields.putAll(text.members()));
        return fields;
    }

    @Override
    public List<Existing> existing(Declaration found, HostView host) {
        return found.users().stream().flatMap(user -> new ExistingDaemonJson(
                user, parse(file(user), host).found().orElseGet(JsonText::empty)).all(host).stream()).toList();
    }

    @Override
    public Proposal propose(Config desired, Observation<JsonText> observed, List<FieldDiff> diffs, HostView host) {
        var objection = desired.objection(host);
        if (objection.isPresent() && diffs.stream().anyMatch(diff -> diff.field().equals("storage-driver"))) {
            return Proposal.hindered("storage.driver: " + objection.get());
        }
        var text = observed.found().orElseGet(JsonText::empty);
        for (var diff : diffs) {
            text = edited(text, diff, desired.defaults());
        }
        var steps = desired.file().writeOrRemove(text.text(), text.members().isEmpty(), desired.created(), 0644, host);
        return Proposal.of(desired.keys().isEmpty() ? steps : checked(steps, desired.user(), host));
    }

    /** What this dockerd would refuse to start with does not even get written, where it can tell so beforehand. */
    private static List<Step> checked(List<Step> steps, Declaration.User user, HostView host) {
        var dockerd = ProgramSearch.find("dockerd", user, host).found()
                .filter(_ -> new FoundDockerd(user, host).version().filter(version -> version.atLeast(VALIDATES)).isPresent());
        var all = new ArrayList<Step>();
        for (var step : steps) {
            if (step instanceof Step.WriteFile(var path, var content, _) && dockerd.isPresent()) {
                all.add(new Step.CheckSettings(dockerd.get().path(), path, content));
            }
            all.add(step);
        }
        return all;
    }

    private static JsonText edited(JsonText text, FieldDiff diff, SortedMap<String, String> defaults) {
        var standing = diff.desired().filter(value -> !value.equals(defaults.get(diff.field())));
        return standing.isPresent() ? text.with(diff.field(), standing.get()) : text.without(diff.field());
    }
}

package io.rootlessctl.resource;

import io.rootlessctl.edit.OptionWords;
import io.rootlessctl.edit.OptionWords.Option;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.FieldDiff;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The variables of dockerd-rootless.sh that the manifest decides: {@code DOCKERD_ROOTLESS_ROOTLESSKIT_MTU=1500}. What
 * is not declared has no variable, and the script's own default holds.
 *
 * <p>For what it has no variable in every version there is one with words for RootlessKit's command line, after its own,
 * so that they win. The words are fields of their own, {@code DOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS --cidr}: others in the
 * same variable are the user's.
 */
final class RootlessEnvironment {
    /** The manifest's keys that become variables of dockerd-rootless.sh. */
    static final Set<String> KEYS = Set.of(
            "network.driver", "network.port-driver", "network.mtu", "network.cidr", "network.ipv6",
            "network.host-loopback", "network.detach-netns");
    private static final String PREFIX = "DOCKERD_ROOTLESS_ROOTLESSKIT_";
    private static final String FLAGS = PREFIX + "FLAGS";
    private static final String DETACH = PREFIX + "DETACH_NETNS";
    /** A variable of Docker 26 and later for what there is a word for in every version. */
    private static final String ALLOWED = PREFIX + "DISABLE_HOST_LOOPBACK";
    private static final String TRUE = "true";
    private static final String FALSE = "false";

    private static final Option CIDR = new Option("cidr", true);
    private static final Option IPV6 = new Option("ipv6", false);
    private static final Option NO_LOOPBACK = new Option("disable-host-loopback", false);
    private static final Map<String, Option> WORDS = List.of(CIDR, IPV6, NO_LOOPBACK).stream()
            .collect(Collectors.toMap(RootlessEnvironment::field, option -> option));
    /** What holds without the word. */
    private static final Map<String, String> UNSAID =
            Map.of(field(CIDR), DriverRows.USUAL_CIDR, field(IPV6), FALSE, field(NO_LOOPBACK), TRUE);

    /** What RootlessKit forwards from its start on; said as often as there are ports, so each is a field of its own. */
    private static final List<Option> PUBLISH = List.of(new Option("publish", true), new Option("p", true));
    private static final String PUBLISHED = "publish ";
    private static final String PUBLISHING = FLAGS + " --publish ";

    /** The daemon's fields, and what in the files decides each. */
    private static final Map<String, String> FIELDS = Map.of(
            "network-driver", PREFIX + "NET", "port-driver", PREFIX + "PORT_DRIVER", "mtu", PREFIX + "MTU",
            "cidr", field(CIDR), "ipv6", field(IPV6), "host-loopback", field(NO_LOOPBACK), "detach-netns", DETACH);
    /** Fields that a daemon has like this without being told. */
    private static final Map<String, String> USUAL =
            Map.of("cidr", DriverRows.USUAL_CIDR, "ipv6", FALSE, "host-loopback", FALSE);

    private static final String PATH = "PATH";

    private RootlessEnvironment() {}

    private static String field(Option option) {
        return FLAGS + " --" + option.name();
    }

    static SortedMap<String, String> of(Declaration.User user, HostView host) {
        var fields = new TreeMap<String, String>();
        if (user.wanted()) {
            daemon(user, host).forEach((field, value) -> fields.put(decider(field), inFile(field, value)));
            // A unit that was taken over as it is finds the system's programs first.
            ProgramSearch.declared(user, host).filter(_ -> user.systemd())
                    .ifPresent(order -> fields.put(PATH, path(order.bin())));
        }
        return fields;
    }

    private static String path(Path bin) {
        return bin + ":" + DirectStart.SYSTEM_PATH;
    }

    private static String decider(String field) {
        return field.startsWith(PUBLISHED) ? PUBLISHING + field.substring(PUBLISHED.length()) : FIELDS.get(field);
    }

    /** RootlessKit has an option to forbid it, the manifest a key to allow it. */
    private static String inFile(String field, String value) {
        return field.equals("host-loopback") ? Boolean.toString(!Boolean.parseBoolean(value)) : value;
    }

    /** The same, as a running daemon has them. */
    static SortedMap<String, String> daemon(Declaration.User user, HostView host) {
        var network = user.settings().network();
        var named = UserNetwork.named(user.settings(), user.account(), host);
        var fields = new TreeMap<String, String>();
        named.network().ifPresent(driver -> fields.put("network-driver", Settings.spelled(driver)));
        named.port().ifPresent(driver -> fields.put("port-driver", Settings.spelled(driver)));
        network.mtu().ifPresent(mtu -> fields.put("mtu", Integer.toString(mtu)));
        network.cidr().ifPresent(cidr -> fields.put("cidr", cidr));
        network.ipv6().ifPresent(on -> fields.put("ipv6", on.toString()));
        network.hostLoopback().ifPresent(on -> fields.put("host-loopback", on.toString()));
        network.detachNetns().ifPresent(on -> fields.put("detach-netns", on.toString()));
        TcpApi.of(user, host).flatMap(TcpApi::publish).ifPresent(port -> fields.put(PUBLISHED + port, TRUE));
        return fields;
    }

    static SortedMap<String, String> running(RunningDaemon process) {
        var fields = new TreeMap<>(USUAL);
        process.flag("net").ifPresent(value -> fields.put("network-driver", value));
        process.flag("port-driver").ifPresent(value -> fields.put("port-driver", value));
        process.flag("mtu").ifPresent(value -> fields.put("mtu", value));
        process.flag("cidr").ifPresent(value -> fields.put("cidr", value));
        process.flag("ipv6").ifPresent(value -> fields.put("ipv6", value));
        fields.put("host-loopback", inFile("host-loopback", process.flag(NO_LOOPBACK.name()).orElse(FALSE)));
        fields.put("detach-netns", process.flag("detach-netns").orElse(FALSE));
        process.published().forEach(port -> fields.put(PUBLISHED + port, TRUE));
        return fields;
    }

    /** The daemon's fields that variables decide, as a running daemon has them. */
    static SortedMap<String, String> daemonFields(SortedMap<String, String> variables) {
        var inFile = fields(variables);
        if (FALSE.equals(variables.get(ALLOWED))) {
            inFile.putIfAbsent(field(NO_LOOPBACK), FALSE);
        }
        var fields = new TreeMap<String, String>();
        FIELDS.forEach((field, variable) -> Optional.ofNullable(inFile.get(variable)).filter(value -> !value.isEmpty())
                .ifPresent(value -> fields.put(field, inFile(field, value))));
        return fields;
    }

    /** The names of the variables that decide something else, and the words for RootlessKit that do. */
    static List<String> others(SortedMap<String, String> variables) {
        var words = new OptionWords(variables.getOrDefault(FLAGS, ""));
        for (var option : Stream.concat(WORDS.values().stream(), PUBLISH.stream()).toList()) {
            words = words.without(option);
        }
        var names = new TreeSet<>(variables.keySet());
        names.removeAll(FIELDS.values());
        names.removeIf(name -> name.equals(FLAGS) || name.equals(ALLOWED) && FALSE.equals(variables.get(name)));
        var all = new ArrayList<>(names);
        if (!words.isEmpty()) {
            all.add("other words of " + FLAGS);
        }
        return all;
    }

    /** Whether there is a word for it on RootlessKit's command line only where somebody has chosen it. */
    static boolean ofWords(String field) {
        return USUAL.containsKey(field);
    }

    static boolean usual(String field, String value) {
        return value.equals(USUAL.get(field));
    }

    /** Of the daemon's fields as they were applied, those that its files go on to decide like this, or that are so anyway. */
    static Set<String> staying(SortedMap<String, String> variables, SortedMap<String, String> last) {
        var fields = fields(variables);
        return last.keySet().stream().filter(field -> FIELDS.containsKey(field) || field.startsWith(PUBLISHED)).filter(field -> {
            var decided = fields.get(decider(field));
            return decided != null ? decided.equals(inFile(field, last.get(field)))
                    : last.get(field).equals(USUAL.get(field));
        }).collect(Collectors.toSet());
    }

    /** Variables as fields: the words that we know, each by itself, and the other variables as they are. */
    static SortedMap<String, String> fields(SortedMap<String, String> variables) {
        var fields = new TreeMap<>(variables);
        var words = new OptionWords(variables.getOrDefault(FLAGS, ""));
        WORDS.forEach((field, option) -> words.value(option).ifPresent(value -> fields.put(field, value)));
        PUBLISH.forEach(option -> words.values(option).forEach(port -> fields.put(PUBLISHING + port, TRUE)));
        return fields;
    }

    /** As {@link #fields}, and a word that is not there is as desired where that holds without it. */
    static SortedMap<String, String> observed(SortedMap<String, String> variables, SortedMap<String, String> desired) {
        var fields = new TreeMap<>(UNSAID);
        if (FALSE.equals(variables.get(ALLOWED))) {
            fields.put(field(NO_LOOPBACK), FALSE);
        }
        fields.entrySet().retainAll(desired.entrySet());
        fields.putAll(fields(variables));
        return fields;
    }

    /** What has to change for the fields that we set to have the values again that they had before us. */
    static SortedMap<String, Optional<String>> takingBack(SortedMap<String, String> variables, Applied applied) {
        var fields = fields(variables);
        var changes = new TreeMap<String, Optional<String>>();
        applied.set().forEach((field, value) -> {
            if (value.equals(fields.get(field))) {
                changes.put(field, applied.former(field));
            }
        });
        return changes;
    }

    /** The variables after some fields have changed; a field without a value is taken away. */
    static SortedMap<String, String> edited(SortedMap<String, String> variables, Map<String, Optional<String>> changes) {
        var all = new TreeMap<>(variables);
        changes.forEach((field, value) -> {
            if (WORDS.containsKey(field)) {
                word(all, WORDS.get(field), value);
            } else if (field.startsWith(PUBLISHING)) {
                publish(all, field.substring(PUBLISHING.length()), value.isPresent());
            } else {
                value.ifPresentOrElse(text -> all.put(field, text), () -> all.remove(field));
            }
        });
        return all;
    }

    private static void word(SortedMap<String, String> variables, Option option, Optional<String> value) {
        var words = new OptionWords(variables.getOrDefault(FLAGS, ""));
        put(variables, value.map(text -> words.with(option, text)).orElseGet(() -> words.without(option)));
    }

    private static void publish(SortedMap<String, String> variables, String port, boolean on) {
        var words = new OptionWords(variables.getOrDefault(FLAGS, ""));
        for (var option : PUBLISH) {
            words = words.without(option, port);
        }
        put(variables, on ? words.and(PUBLISH.getFirst(), port) : words);
    }

    private static void put(SortedMap<String, String> variables, OptionWords words) {
        if (words.isEmpty()) {
            variables.remove(FLAGS);
        } else {
            variables.put(FLAGS, words.text());
        }
    }

    static Map<String, Optional<String>> changes(List<FieldDiff> diffs) {
        return diffs.stream().collect(Collectors.toMap(FieldDiff::field, FieldDiff::desired));
    }
}

package io.rootlessctl.resource;

import io.rootlessctl.edit.JsonText;
import io.rootlessctl.edit.MalformedTextException;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Sha256;
import io.rootlessctl.model.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A context of the docker client, created and selected as {@code docker context create} and {@code docker context use}
 * do it: {@code ~/.docker/contexts/meta/SHA256-OF-NAME/meta.json}, and {@code currentContext} in
 * {@code ~/.docker/config.json}, whose other keys (registry logins among them) stay as they are.
 */
final class DockerContext implements ResourceKind<DockerContext.Context, DockerContext.Seen> {
    private static final String ENDPOINT = "endpoint";
    /** As Docker's own set-up tool calls it. */
    private static final String USUAL = "rootless";
    /** The sum of {@link #USUAL}, of which alone a run would have to set up all that the JDK has of sums. */
    static final String SUM_OF_USUAL = "12b961af5feb3e9d39f93b2cefb9a1a944f18d02cca0cac2f04f5a982240605f";
    private static final String SELECTED = "selected";
    private static final String DESCRIPTION = "rootless Docker, kept by rootlessctl";
    private static final String FORMER_ENDPOINT = Applied.FORMER + "endpoint";
    private static final String FORMER_SELECTED = Applied.FORMER + "selected";

    /** @param endpoint {@code unix:///run/user/1000/docker.sock}; empty when the context is no longer declared */
    record Context(
            String name, Optional<String> endpoint, Path dotDocker, Account owner, boolean created,
            SortedMap<String, String> notes) {
        UserFile meta() {
            var sum = name.equals(USUAL) ? SUM_OF_USUAL : Sha256.of(name);
            return new UserFile(dotDocker.resolve("contexts/meta").resolve(sum).resolve("meta.json"), owner);
        }

        UserFile config() {
            return new UserFile(dotDocker.resolve("config.json"), owner);
        }
    }

    record Seen(Optional<JsonText> meta, Optional<JsonText> config) {}

    @Override
    public String name() {
        return "context";
    }

    @Override
    public Set<String> keys() {
        return Set.of("client.context");
    }

    @Override
    public List<Desired<Context>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<Context>>();
        for (var user : declaration.users()) {
            var declared = declared(user);
            var names = new TreeSet<>(last.names(user.scope(), name()));
            declared.ifPresent(names::add);
            for (var context : names) {
                var address = new Address(name(), context);
                var endpoint = declared.filter(context::equals).map(_ -> "unix://" + user.socket());
                found.add(new Desired<>(address, user.scope(), new Context(
                        context, endpoint, user.directories().home().resolve(".docker"), user.account(),
                        last.at(user.scope(), address).created(), last.at(user.scope(), address).notes())));
            }
        }
        return found;
    }

    /** Who comes over ssh goes by the current context, so then there is one. */
    private static Optional<String> declared(Declaration.User user) {
        return user.wanted() ? user.settings().client().context()
                .or(() -> SshAccess.declared(user) ? Optional.of(USUAL) : Optional.empty()) : Optional.empty();
    }

    @Override
    public Observation<Seen> observe(Context desired, HostView host) {
        return optional(DaemonJson.parse(desired.meta(), host)).flatMap(meta ->
                optional(DaemonJson.parse(desired.config(), host)).flatMap(config -> meta.isEmpty() && config.isEmpty()
                        ? Observation.absent() : Observation.present(new Seen(meta, config))));
    }

    /** Two files are looked at, and only both together can be absent. */
    private static <T> Observation<Optional<T>> optional(Observation<T> observed) {
        return observed instanceof Absent<T> ? Observation.present(Optional.empty()) : observed.map(Optional::of);
    }

    @Override
    public SortedMap<String, String> desired(Context desired) {
        var fields = new TreeMap<String, String>();
        desired.endpoint().ifPresent(endpoint -> fields.putAll(Map.of(ENDPOINT, endpoint, SELECTED, "true")));
        return fields;
    }

    @Override
    public SortedMap<String, String> observed(Context desired, Observation<Seen> observed) {
        var fields = new TreeMap<String, String>();
        observed.found().ifPresent(seen -> {
            host(seen).filter(_ -> takeable(desired, seen)).ifPresent(host -> fields.put(ENDPOINT, host));
            seen.config().flatMap(config -> config.textAt("currentContext")).ifPresent(
                    current -> fields.put(SELECTED, Boolean.toString(current.equals(desired.name()))));
        });
        return fields;
    }

    private static Optional<String> host(Seen seen) {
        return seen.meta().flatMap(DockerContext::endpoint);
    }

    static Optional<String> endpoint(JsonText meta) {
        return meta.textAt("Endpoints", "docker", "Host");
    }

    /** An address whose predecessor is not known stays when it is not declared any more. */
    private static boolean takeable(Context desired, Seen seen) {
        return desired.endpoint().isPresent() || ours(desired, seen) || desired.notes().containsKey(FORMER_ENDPOINT);
    }

    /** What the user had in the place of ours, as it was when we first came. */
    @Override
    public SortedMap<String, String> notes(Context desired, Seen observed, Effect taken) {
        var notes = new TreeMap<String, String>();
        host(observed).filter(address -> !desired.endpoint().equals(Optional.of(address)))
                .ifPresent(address -> notes.put(FORMER_ENDPOINT, address));
        observed.config().flatMap(config -> config.textAt("currentContext"))
                .filter(current -> !current.equals(desired.name()))
                .ifPresent(current -> notes.put(FORMER_SELECTED, current));
        desired.notes().forEach((note, value) -> {
            if (note.startsWith(Applied.FORMER)) {
                notes.put(note, value);
            }
        });
        return notes;
    }

    /** The one that is selected, if it leads to the user's daemon. */
    @Override
    public List<Existing> existing(Declaration found, HostView host) {
        var all = new ArrayList<Existing>();
        for (var user : found.users()) {
            var config = at("", user).config();
            DaemonJson.parse(config, host).found().flatMap(text -> text.textAt("currentContext"))
                    .filter(name -> DaemonJson.parse(at(name, user).meta(), host).found()
                            .flatMap(meta -> meta.textAt("Endpoints", "docker", "Host"))
                            .filter(("unix://" + user.socket())::equals).isPresent())
                    .ifPresent(name -> all.add(user.found("client", "context", name, user.written(config.path()))));
        }
        return all;
    }

    static Context at(String name, Declaration.User user) {
        return new Context(name, Optional.empty(), user.directories().home().resolve(".docker"), user.account(), false,
                new TreeMap<>());
    }

    @Override
    public Proposal propose(Context desired, Observation<Seen> observed, List<FieldDiff> diffs, HostView host) {
        var seen = observed.found().orElseGet(() -> new Seen(Optional.empty(), Optional.empty()));
        var steps = new ArrayList<Step>();
        for (var diff : diffs) {
            switch (diff.field()) {
                case ENDPOINT -> steps.addAll(endpoint(desired, seen, host));
                case SELECTED -> steps.addAll(selection(desired, seen, host));
                default -> throw new IllegalStateException("context: no field " + diff.field());
            }
        }
        // Both files may ask for the same missing parent.
        return Proposal.of(steps.stream().distinct().toList());
    }

    /** Of a context that was there only the address is ours, and the one it had comes back when ours goes. */
    private static List<Step> endpoint(Context desired, Seen seen, HostView host) {
        if (desired.endpoint().isEmpty() && ours(desired, seen)) {
            return List.of(new Step.RemoveFile(desired.meta().path()),
                    new Step.RemoveDirectory(desired.meta().path().getParent()));
        }
        var address = desired.endpoint().orElseGet(() -> desired.notes().get(FORMER_ENDPOINT));
        var text = seen.meta().map(meta -> withHost(meta, address).text()).orElseGet(() ->
                "{\"Name\":" + JsonText.quoted(desired.name()) + ",\"Metadata\":{\"Description\":"
                        + JsonText.quoted(DESCRIPTION) + "},\"Endpoints\":{\"docker\":{\"Host\":"
                        + JsonText.quoted(address) + ",\"SkipTLSVerify\":false}}}");
        return desired.meta().write(text, 0644, host);
    }

    /** Told by what we write into a context, which an apply that was cut off has written too. */
    private static boolean ours(Context desired, Seen seen) {
        return desired.created() || seen.meta().flatMap(meta -> meta.textAt("Metadata", "Description"))
                .filter(DESCRIPTION::equals).isPresent();
    }

    /** The endpoints are written anew where they have to hold the address; every other member keeps its bytes. */
    private static JsonText withHost(JsonText meta, String address) {
        var endpoints = inner(meta.value("Endpoints"));
        var docker = inner(endpoints.value("docker")).with("Host", JsonText.quoted(address));
        return meta.with("Endpoints", endpoints.with("docker", docker.text()).text());
    }

    /** An object within the text; an empty one in the place of anything else. */
    private static JsonText inner(Optional<String> value) {
        try {
            return value.isPresent() && value.get().startsWith("{") ? JsonText.parse(value.get()) : JsonText.empty();
        } catch (MalformedTextException e) {
            throw new IllegalStateException("a value of a JSON text that was read is malformed: " + e.getMessage(), e);
        }
    }

    private static List<Step> selection(Context desired, Seen seen, HostView host) {
        var text = seen.config().orElseGet(JsonText::empty);
        var current = desired.endpoint().map(_ -> desired.name())
                .or(() -> Optional.ofNullable(desired.notes().get(FORMER_SELECTED)));
        var edited = current.map(name -> text.with("currentContext", JsonText.quoted(name)))
                .orElseGet(() -> text.without("currentContext"));
        return desired.config().writeOrRemove(
                edited.text(), edited.members().isEmpty(), desired.created() && seen.config().isPresent(), 0600, host);
    }
}

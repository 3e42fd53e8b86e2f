package io.rootlessctl.resource;

import io.rootlessctl.edit.JsonText;
import io.rootlessctl.edit.MalformedTextException;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Step;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final String SELECTED = "selected";

    /** @param endpoint {@code unix:///run/user/1000/docker.sock}; empty when the context is no longer declared */
    record Context(String name, Optional<String> endpoint, Path dotDocker, Account owner, boolean created) {
        UserFile meta() {
            return new UserFile(dotDocker.resolve("contexts/meta").resolve(sha256(name)).resolve("meta.json"), owner);
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
    public List<Desired<Context>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<Context>>();
        for (var user : declaration.users()) {
            var declared = user.wanted() ? user.settings().client().context() : Optional.<String>empty();
            var names = new TreeSet<>(last.names(user.scope(), name()));
            declared.ifPresent(names::add);
            for (var context : names) {
                var address = new Address(name(), context);
                var endpoint = declared.filter(context::equals).map(_ -> "unix://" + user.socket());
                found.add(new Desired<>(address, user.scope(), new Context(
                        context, endpoint, user.directories().home().resolve(".docker"), user.account(),
                        last.at(user.scope(), address).created())));
            }
        }
        return found;
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
            seen.meta().flatMap(meta -> meta.textAt("Endpoints", "docker", "Host")).ifPresent(
                    host -> fields.put(ENDPOINT, host));
            seen.config().flatMap(config -> config.textAt("currentContext")).ifPresent(
                    current -> fields.put(SELECTED, Boolean.toString(current.equals(desired.name()))));
        });
        return fields;
    }

    @Override
    public Proposal propose(Context desired, Observation<Seen> observed, List<FieldDiff> diffs, HostView host) {
        var seen = observed.found().orElseGet(() -> new Seen(Optional.empty(), Optional.empty()));
        var steps = new ArrayList<Step>();
        for (var diff : diffs) {
            switch (diff.field()) {
                case ENDPOINT -> steps.addAll(endpoint(desired, host));
                case SELECTED -> steps.addAll(selection(desired, seen, diff, host));
                default -> throw new IllegalStateException("context: no field " + diff.field());
            }
        }
        return Proposal.of(withoutRepeats(steps));
    }

    private static List<Step> endpoint(Context desired, HostView host) {
        if (desired.endpoint().isEmpty()) {
            return List.of(new Step.RemoveFile(desired.meta().path()),
                    new Step.RemoveDirectory(desired.meta().path().getParent()));
        }
        var text = "{\"Name\":" + JsonText.quoted(desired.name())
                + ",\"Metadata\":{\"Description\":\"rootless Docker, kept by rootlessctl\"},\"Endpoints\":{\"docker\":{\"Host\":"
                + JsonText.quoted(desired.endpoint().get()) + ",\"SkipTLSVerify\":false}}}";
        return desired.meta().write(text, 0644, host);
    }

    private static List<Step> selection(Context desired, Seen seen, FieldDiff diff, HostView host) {
        var text = seen.config().orElseGet(JsonText::empty);
        var edited = diff.desired().isPresent()
                ? text.with("currentContext", JsonText.quoted(desired.name()))
                : text.without("currentContext");
        return desired.config().writeOrRemove(
                edited.text(), edited.members().isEmpty(), desired.created() && seen.config().isPresent(), 0600, host);
    }

    /** Both files may ask for the same missing parent. */
    private static List<Step> withoutRepeats(List<Step> steps) {
        return steps.stream().distinct().toList();
    }

    private static String sha256(String name) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is in every Java runtime", e);
        }
    }
}

package io.rootlessctl.resource;

import io.rootlessctl.edit.JsonText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Draft;
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.PathText;
import io.rootlessctl.model.Secrets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A daemon.json that is there, as rootless.toml would declare it. */
record ExistingDaemonJson(Declaration.User user, JsonText text) {
    private static final Set<String> EXPOSING = Set.of("hosts", "tls", "tlsverify", "tlscacert", "tlscert", "tlskey");

    List<Existing> all(HostView host) {
        return Stream.concat(
                new ExistingExposure(user, text, host).all(source()).stream(),
                text.members().entrySet().stream().filter(member -> !EXPOSING.contains(member.getKey()))
                        .map(member -> finding(member.getKey(), member.getValue()))).toList();
    }

    private Existing finding(String key, String value) {
        var own = switch (key) {
            case "data-root" -> text.textAt(key).flatMap(PathText::absolute)
                    .map(path -> at("daemon", key, user.written(path)));
            case "storage-driver" -> text.textAt(key).map(driver -> at("storage", "driver", driver));
            default -> key.equals("graph") || Secrets.in(key, value) || !Draft.takesSetting(value)
                    ? Optional.<Existing>empty() : Optional.of(at("daemon.settings", key, value));
        };
        return own.orElseGet(() -> user.foreign(source() + ": " + key + (Secrets.in(key, value) ? ", which holds a secret"
                : Draft.takesSetting(value) ? "" : ", which holds null: TOML has none")));
    }

    private Existing at(String section, String name, String value) {
        return user.found(section, name, value, source());
    }

    private String source() {
        return user.written(DaemonJson.file(user).path());
    }
}

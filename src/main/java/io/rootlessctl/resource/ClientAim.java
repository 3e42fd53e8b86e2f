package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import java.util.Map;
import java.util.Optional;

/**
 * Where a user's docker client goes that does not go to the user's daemon. It takes, in this order, DOCKER_HOST,
 * DOCKER_CONTEXT, the context that is selected, and the socket of a Docker that root runs. Source: docker(1),
 * "Environment variables".
 *
 * @param code of the cause
 * @param name of the context; empty where none is
 */
record ClientAim(String code, String endpoint, String name) {
    private static final String DEFAULT = "default";

    static Optional<ClientAim> elsewhere(Declaration.User user, Map<String, String> environment, HostView host) {
        var own = "unix://" + user.socket();
        var variable = environment.getOrDefault("DOCKER_HOST", "");
        if (!variable.isEmpty()) {
            return variable.equals(own) ? Optional.empty()
                    : Optional.of(new ClientAim("docker-host-elsewhere", variable, ""));
        }
        var named = environment.getOrDefault("DOCKER_CONTEXT", "");
        var context = named.isEmpty() ? selected(user, host) : named;
        if (context.isEmpty() || context.equals(DEFAULT)) {
            return Optional.of(new ClientAim("client-not-pointed", "unix:///var/run/docker.sock", DEFAULT));
        }
        var endpoint = DaemonJson.parse(DockerContext.at(context, user).meta(), host).found()
                .flatMap(DockerContext::endpoint).orElse("nowhere");
        return endpoint.equals(own) ? Optional.empty()
                : Optional.of(new ClientAim("context-elsewhere", endpoint, context));
    }

    private static String selected(Declaration.User user, HostView host) {
        return DaemonJson.parse(DockerContext.at("", user).config(), host).found()
                .flatMap(config -> config.textAt("currentContext")).orElse("");
    }
}

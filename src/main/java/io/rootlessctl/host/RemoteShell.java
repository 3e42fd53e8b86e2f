package io.rootlessctl.host;

import java.util.Optional;

/**
 * What a command finds that somebody gives to ssh for a user: in a login shell that is not interactive.
 *
 * @param dockerHost the variable DOCKER_HOST
 * @param dockerContext the variable DOCKER_CONTEXT
 * @param endpoint where the docker client there would connect to, {@code unix:///var/run/docker.sock}
 * @param complaint why there is no endpoint; empty where there is one
 * @param chatter what start-up files print, which breaks the connection of every ssh:// client; may be empty
 */
public record RemoteShell(
        Optional<String> dockerHost, Optional<String> dockerContext, Optional<String> endpoint, String complaint,
        String chatter) {}

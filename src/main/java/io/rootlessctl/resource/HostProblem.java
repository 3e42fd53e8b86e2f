package io.rootlessctl.resource;

import java.util.Optional;

/**
 * Something on a host that does not go with a manifest, or with itself, and that nobody mends by applying it.
 *
 * @param user the user of the manifest whom it concerns; empty when it is others', or nobody's in particular
 * @param text the subject first, what was found, and what to do
 */
public record HostProblem(Optional<String> user, String text) {

    static HostProblem of(String user, String text) {
        return new HostProblem(Optional.of(user), text);
    }

    static HostProblem ofHost(String text) {
        return new HostProblem(Optional.empty(), text);
    }
}

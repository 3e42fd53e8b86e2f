package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import java.util.List;

/** Whether something of a kind has yet to become as declared, for a kind that sees what comes of it. */
final class Pending {
    private Pending() {}

    static <D, O> boolean any(ResourceKind<D, O> kind, List<Desired<D>> all, HostView host) {
        return all.stream().anyMatch(one -> {
            var observed = kind.observe(one.value(), host);
            return observed.obstacle().isPresent()
                    || !kind.observed(one.value(), observed).entrySet().containsAll(kind.desired(one.value()).entrySet());
        });
    }
}

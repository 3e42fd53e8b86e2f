package io.rootlessctl.resource;

import io.rootlessctl.model.Address;
import io.rootlessctl.model.Scope;
import java.util.Set;

/**
 * What is desired at one address.
 *
 * @param requires addresses that must not be blocked if this one is to be changed: a daemon is not restarted into a
 *     host that cannot run it
 */
public record Desired<D>(Address address, Scope scope, D value, Set<Address> requires) {
    public Desired {
        requires = Set.copyOf(requires);
    }

    public Desired(Address address, Scope scope, D value) {
        this(address, scope, value, Set.of());
    }
}

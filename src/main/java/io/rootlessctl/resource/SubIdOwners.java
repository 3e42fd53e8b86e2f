package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import java.util.HashMap;
import java.util.Map;

/** Owners as /etc/subuid has them, by name or by number, told apart; a name is looked up once. */
final class SubIdOwners {
    private final HostView host;
    private final Map<String, String> numbers = new HashMap<>();

    SubIdOwners(HostView host) {
        this.host = host;
    }

    boolean same(String one, String other) {
        return one.equals(other) || number(one) != number(other) && asNumber(one).equals(asNumber(other));
    }

    private static boolean number(String owner) {
        return !owner.isEmpty() && owner.chars().allMatch(letter -> letter >= '0' && letter <= '9');
    }

    private String asNumber(String owner) {
        return number(owner) ? owner : numbers.computeIfAbsent(owner, name ->
                host.account(name).found().map(account -> Long.toString(account.uid())).orElse(name));
    }
}

package io.rootlessctl.render;

import io.rootlessctl.model.Address;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.Scope;

/** One change in one line: its sign, its address and what it costs. */
public final class ChangeText {
    private ChangeText() {}

    /** {@code ~ daemon[alice] (restart)}, {@code + context[rootless] of alice}. */
    public static String line(Change change) {
        return line(change, Style.PLAIN);
    }

    public static String line(Change change, Style style) {
        return style.sign(change.action()) + " " + name(change.address(), change.scope()) + effect(change, style);
    }

    /** The line among others of the same scope, which need not be told apart by user. */
    static String inScope(Change change, Style style) {
        return style.sign(change.action()) + " " + style.bold(Shown.line(change.address().toString()))
                + effect(change, style);
    }

    /** The address, with its user where the address does not say it. */
    static String name(Address address, Scope scope) {
        var whose = scope.user().filter(user -> !user.equals(address.name())).map(user -> " of " + user).orElse("");
        return Shown.line(address + whose);
    }

    private static String effect(Change change, Style style) {
        return change.effect() == Effect.NONE ? "" : " " + style.yellow("(" + change.effect() + ")");
    }
}

package io.rootlessctl.model;

import java.util.Optional;

/** Who may make a change: root for the host, or the user it belongs to (and root on that user's behalf). */
public sealed interface Scope {

    record Host() implements Scope {
        @Override
        public String toString() {
            return "host";
        }
    }

    record User(String name) implements Scope {
        @Override
        public String toString() {
            return "user";
        }
    }

    Scope HOST = new Host();

    /** The user whose change it is; empty for the host. */
    default Optional<String> user() {
        return switch (this) {
            case Host() -> Optional.empty();
            case User(String name) -> Optional.of(name);
        };
    }
}

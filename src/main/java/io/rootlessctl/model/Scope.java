package io.rootlessctl.model;

import java.util.Optional;

/** Who may make a change: root for the host, or the user it belongs to (and root on that user's behalf). */
public sealed interface Scope {

    record Host() implements Scope {
        @Override
        public Optional<String> user() {
            return Optional.empty();
        }

        @Override
        public String toString() {
            return "host";
        }
    }

    record User(String name) implements Scope {
        @Override
        public Optional<String> user() {
            return Optional.of(name);
        }

        @Override
        public String toString() {
            return "user";
        }
    }

    Scope HOST = new Host();

    /** The user whose change it is; empty for the host. */
    Optional<String> user();
}

package io.rootlessctl.model;

/** What a host has already, before anybody has declared it. */
public sealed interface Existing {
    Scope scope();

    /**
     * A value as rootless.toml would declare it.
     *
     * @param section the table, {@code network}; of {@code ports.publish} each value is a table of its own
     * @param name the key in it, {@code mtu}
     * @param value a text, a number, a boolean or a list of texts; in {@code daemon.settings} compact JSON text
     * @param source where it is read, for a person: a file as its user would write it, a process
     */
    record Value(Scope scope, String section, String name, Object value, String source) implements Existing {
        public String key() {
            return section + "." + name;
        }
    }

    /**
     * Something that rootless.toml has no key for, and that therefore stays as it is.
     *
     * @param what begins with its subject; never a value that might be a secret
     */
    record Foreign(Scope scope, String what) implements Existing {}
}

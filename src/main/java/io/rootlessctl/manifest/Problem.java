package io.rootlessctl.manifest;

/**
 * One thing that is wrong with a rootless.toml.
 *
 * @param file the file as the user named it
 * @param line counted from 1
 * @param column in characters, counted from 1
 * @param key the dotted key, {@code network.mtu} or {@code users.network.mtu}; empty when the text is no TOML
 * @param found what is there, {@code found 70000}
 * @param allowed what may be there, {@code 68 to 65521 bytes}; empty when {@code found} says all
 */
public record Problem(String file, int line, int column, String key, String found, String allowed) {

    /** Without the place: {@code network.mtu: found 70000, allowed 68 to 65521 bytes}. */
    public String message() {
        return (key.isEmpty() ? "" : key + ": ") + found + (allowed.isEmpty() ? "" : ", allowed " + allowed);
    }

    /** {@code rootless.toml:12:9: network.mtu: found 70000, allowed 68 to 65521 bytes}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + message();
    }
}

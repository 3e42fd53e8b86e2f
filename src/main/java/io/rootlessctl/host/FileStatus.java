package io.rootlessctl.host;

import java.util.Locale;

/** @param mode permission bits, {@code 0600} */
public record FileStatus(Type type, int mode, long uid, long gid, long size) {
    public enum Type {
        FILE, DIRECTORY, LINK, SOCKET, DEVICE, OTHER;

        /** As a message calls it, after {@code a}. */
        public String word() {
            return this == OTHER ? "FIFO" : name().toLowerCase(Locale.ROOT);
        }
    }
}

package io.rootlessctl.host;

/** @param mode permission bits, {@code 0600} */
public record FileStatus(Type type, int mode, long uid, long gid, long size) {
    public enum Type { FILE, DIRECTORY, LINK, SOCKET, DEVICE, OTHER }
}

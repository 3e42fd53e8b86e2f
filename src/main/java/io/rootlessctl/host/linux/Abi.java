package io.rootlessctl.host.linux;

/**
 * Numbers that differ between machine architectures.
 *
 * @param setgroups the system call's number
 * @param setresuid the system call's number
 * @param setresgid the system call's number
 * @param geteuid the system call's number
 * @param getegid the system call's number
 * @param setfsuid the system call's number
 * @param setfsgid the system call's number
 * @param noFollow open's O_NOFOLLOW
 * @param directory open's O_DIRECTORY
 */
public record Abi(
        long setgroups, long setresuid, long setresgid, long geteuid, long getegid, long setfsuid, long setfsgid,
        int noFollow, int directory) {
    /** The same on both. */
    public static final int APPEND = 0x400, CREATE = 0x40, WRITE_ONLY = 1, READ_WRITE = 2, NON_BLOCK = 0x800, CLOSE_ON_EXEC = 0x80000;

    /** @throws UnsupportedOperationException on an architecture whose numbers are not known */
    public static Abi current() {
        return of(System.getProperty("os.arch"));
    }

    static Abi of(String architecture) {
        return switch (architecture) {
            case "amd64" -> new Abi(116, 117, 119, 107, 108, 122, 123, 0x20000, 0x10000);
            case "aarch64" -> new Abi(159, 147, 149, 175, 177, 151, 152, 0x8000, 0x4000);
            default -> throw new UnsupportedOperationException(
                    "architecture: found " + architecture + ", supported are amd64 and aarch64");
        };
    }
}

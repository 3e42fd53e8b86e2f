package io.rootlessctl.host.linux;

import java.util.List;

/**
 * The classes that run in a {@link CredentialThread}, loaded before one is started. A class that is first needed there
 * would be read from disk as the user, who need not be able to read the directory that this program is installed in.
 */
final class Preloaded {
    private static final List<String> NAMES = List.of(
            "io.rootlessctl.host.FileStatus",
            "io.rootlessctl.host.FileStatus$Type",
            "io.rootlessctl.host.FileText",
            "io.rootlessctl.host.NearestFile",
            "io.rootlessctl.host.Program",
            "io.rootlessctl.host.linux.Abi",
            "io.rootlessctl.host.linux.ThreadRights",
            "io.rootlessctl.host.linux.FileLook",
            "io.rootlessctl.host.linux.OpenFile",
            "io.rootlessctl.host.linux.OpenFile$NotOpened",
            "io.rootlessctl.host.linux.Programs",
            "io.rootlessctl.host.linux.SocketCalls",
            "io.rootlessctl.host.linux.UnixSocket",
            "io.rootlessctl.host.linux.UnixSocket$Refused",
            "io.rootlessctl.host.linux.Utf8",
            "io.rootlessctl.host.linux.Utf8$Decoded",
            "io.rootlessctl.model.Observation$Absent",
            "io.rootlessctl.model.Observation$Malformed",
            "io.rootlessctl.model.Observation$Present",
            "io.rootlessctl.model.Observation$Unreadable",
            "java.net.SocketException");

    private Preloaded() {}

    static void now() {
        Once.load();
    }

    /** Its initialiser runs once, in the first thread that asks. */
    private static final class Once {
        static {
            for (var name : NAMES) {
                try {
                    Class.forName(name);
                } catch (ClassNotFoundException missing) {
                    throw new NoClassDefFoundError(missing.getMessage());
                }
            }
            LibC.getxattr("/", "user.none", new byte[1], 1);
            LibC.strerror(LibC.error());
        }

        private static void load() {}
    }
}

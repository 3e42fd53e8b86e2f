package io.rootlessctl.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A user in this host's user database.
 *
 * @param subIds the first of 65536 sub-ids; 0 for none
 */
record UserAccount(String name, long uid, Path home, long subIds) {
    private static final int SUB_ID_COUNT = 65536;

    /** A name that nobody has. Short: a path of a socket below the home may have 107 bytes. */
    static String freeName() {
        while (true) {
            var name = "rctl-it-%04x".formatted(ThreadLocalRandom.current().nextInt(0x10000));
            if (Commands.run("id", "-u", name).exit() != 0) {
                return name;
            }
        }
    }

    /** @param name also one that useradd takes for odd */
    static UserAccount create(String name, Path home, boolean withSubIds) throws IOException {
        int count = withSubIds ? SUB_ID_COUNT : 0;
        Commands.run("useradd", "--badname", "--create-home", "--home-dir", home.toString(), "--shell", "/bin/sh",
                "-K", "SUB_UID_COUNT=" + count, "-K", "SUB_GID_COUNT=" + count, "-K", "HOME_MODE=0755", "--", name).expect(0);
        long uid = Long.parseLong(Commands.run("id", "-u", "--", name).expect(0).out().strip());
        return new UserAccount(name, uid, home, firstSubId(name));
    }

    private static long firstSubId(String name) throws IOException {
        try (var lines = Files.lines(Path.of("/etc/subuid"))) {
            return lines.map(line -> line.split(":")).filter(fields -> fields[0].equals(name))
                    .mapToLong(fields -> Long.parseLong(fields[1])).findFirst().orElse(0);
        }
    }

    Path runtimeDirectory() {
        return Path.of("/run/user", Long.toString(uid));
    }

    void makeRuntimeDirectory() throws IOException {
        Files.createDirectories(runtimeDirectory().getParent());
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectory(runtimeDirectory(), mode);
        Commands.run("chown", name + ":", runtimeDirectory().toString()).expect(0);
    }

    /** The command with this user's credentials. */
    List<String> as(String... command) {
        var all = new ArrayList<>(List.of("setpriv", "--reuid", name, "--regid", name, "--init-groups", "--"));
        all.addAll(List.of(command));
        return all;
    }

    UserProcesses processes() {
        return new UserProcesses(this::owns);
    }

    /** The user, the home, the sub-ids, the runtime directory, and what was left in the directories open to all. */
    void remove() throws IOException {
        Trees.delete(home);
        Trees.delete(runtimeDirectory());
        for (var shared : List.of("/tmp", "/var/tmp", "/dev/shm")) {
            try (var entries = Files.list(Path.of(shared))) {
                for (var entry : entries.filter(this::ownsFile).toList()) {
                    Trees.delete(entry);
                }
            }
        }
        Commands.run("userdel", "--force", "--", name).expect(0);
        Files.deleteIfExists(Path.of("/var/mail", name));
    }

    private boolean ownsFile(Path file) {
        try {
            return owns(((Number) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue());
        } catch (IOException gone) {
            // Somebody else's temporary file.
            return false;
        }
    }

    private boolean owns(long id) {
        return id == uid || subIds > 0 && id >= subIds && id < subIds + SUB_ID_COUNT;
    }
}

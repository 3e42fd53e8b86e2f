package io.rootlessctl.resource;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.SubIdRange;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/**
 * The users of a host who could have a rootless daemon: those of /etc/passwd, and those of a directory who have
 * subordinate ids in the files. A directory is never asked for all whom it knows.
 */
public final class UsersWithDocker {
    private static final Path USERS = Path.of("/etc/passwd");

    private UsersWithDocker() {}

    public static List<String> candidates(HostView host) {
        var names = new TreeSet<String>();
        host.systemFile(USERS).found().map(FileText::content).orElse("").lines()
                .map(line -> line.split(":", 2)[0]).forEach(names::add);
        SubIdFile.read(SubIdFile.UIDS, host).found().ifPresent(file ->
                file.ranges().stream().map(SubIdRange::owner).forEach(names::add));
        return names.stream().filter(name -> host.account(name).found()
                .filter(account -> account.uid() != 0 && account.name().equals(name)).isPresent()).toList();
    }
}

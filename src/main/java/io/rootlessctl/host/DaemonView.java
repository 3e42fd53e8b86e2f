package io.rootlessctl.host;

import io.rootlessctl.host.RunningDaemon.IdMapping;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.DaemonProcess;
import io.rootlessctl.model.Destination;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.ProcessId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What is looked up about one daemon for those who work with it, and by no plan. */
public interface DaemonView {

    /** The last lines of the daemon's log, newest last; for people, never parsed for state. */
    Observation<List<String>> lastLines(Account user, Optional<Path> file, int lines);

    /**
     * Hands over the lines of the daemon's log, oldest first, until the taker says that it wants no more or there are none.
     *
     * @throws IOException when there is no such log or it cannot be read
     */
    void readLog(Account user, LogQuery query, Predicate<LogEntry> taker) throws IOException;

    /**
     * Whether a place is reached from the daemon's network. Sends what it takes to look a name up and to connect, as the
     * user, and nothing else; bounded, and slow where nothing answers.
     */
    Observation<Reach> reach(RunningDaemon daemon, Destination place, Account user);

    /** How many bytes the user may still write to the file system of a directory; 0 where it has no inodes left. */
    Observation<Long> room(Path directory, Account user);

    /** A process's map of user or group ids, in the order of the kernel; absent when the process has ended. */
    Observation<List<IdMapping>> idMap(ProcessId process, IdType type);

    /** RootlessKit and what it has started, each after its parent, then the shims of containers, whose parent has ended. */
    Observation<List<DaemonProcess>> processes(RunningDaemon daemon);
}

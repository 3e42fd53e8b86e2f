package io.rootlessctl.host.linux;

import io.rootlessctl.host.DaemonView;
import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.IdType;
import io.rootlessctl.host.LogEntry;
import io.rootlessctl.host.LogQuery;
import io.rootlessctl.host.Reach;
import io.rootlessctl.host.RunningDaemon;
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

/** The real one. */
record DaemonLooks(LinuxHost host) implements DaemonView {

    @Override
    public Observation<List<String>> lastLines(Account user, Optional<Path> file, int lines) {
        return file.map(path -> host.credentials().look(path, user, () -> FileLook.tail(path, lines))).orElseGet(() ->
                host.systemd() ? new Units(host.commands()).journal(user, host.directories(user), lines) : Observation.absent());
    }

    @Override
    public void readLog(Account user, LogQuery query, Predicate<LogEntry> taker) throws IOException {
        if (query.file().isPresent()) {
            var file = query.file().get();
            var status = host.status(file, user);
            if (status.obstacle().isPresent()) {
                throw new IOException(status.obstacle().get());
            }
            if (status.found().filter(found -> found.type() == FileStatus.Type.FILE).isEmpty()) {
                throw new IOException(file + ": " + status.found().map(found -> "found a " + found.type().word()
                        + ", expected a log").orElse("no such file; the daemon has not been started by rootlessctl yet"));
            }
            new LogFileReader(host.commands(), user, host.directories(user)).read(file, query, taker);
        } else if (host.systemd()) {
            new JournalReader(host.commands(), user, host.directories(user)).read(query, taker);
        } else {
            throw new IOException("journal of " + user.name() + ": this host has no systemd, and so no journal");
        }
    }

    @Override
    public Observation<Reach> reach(RunningDaemon daemon, Destination place, Account user) {
        return new Probe(host, user).of(daemon, place);
    }

    @Override
    public Observation<Long> room(Path directory, Account user) {
        return Room.of(directory, user, host);
    }

    @Override
    public Observation<List<IdMapping>> idMap(ProcessId process, IdType type) {
        return ProcessTable.alive(process).isEmpty() ? Observation.absent() : Observation.present(UidMap.of(process, type));
    }

    @Override
    public Observation<List<DaemonProcess>> processes(RunningDaemon daemon) {
        try {
            return Observation.present(Namespaces.tree(daemon.rootlessKit().pid(), ProcessTable.read()));
        } catch (IOException problem) {
            return FileLook.unreadable(Path.of("/proc"), problem);
        }
    }
}

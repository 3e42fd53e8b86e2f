package io.rootlessctl.host;

import io.rootlessctl.host.RunningDaemon.IdMapping;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Destination;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.ProcessId;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The daemons of a {@link FakeHost}; group ids are mapped as user ids are. */
record FakeDaemonView(FakeHost host) implements DaemonView {

    @Override
    public void readLog(Account user, LogQuery query, Predicate<LogEntry> taker) {
        var all = host.logs.getOrDefault(user.name(), List.of());
        all.subList(Math.max(0, all.size() - query.lines().orElse(all.size())), all.size()).stream()
                .map(line -> new LogEntry(Optional.of(host.now()), Optional.of(6), line)).allMatch(taker);
    }

    @Override
    public Observation<List<IdMapping>> idMap(ProcessId process, IdType type) {
        return host.daemons.values().stream().map(FakeDaemon::process)
                .filter(daemon -> daemon.dockerd().filter(process::equals).isPresent()).findFirst()
                .map(RunningDaemon::uidMap).map(Observation::present).orElseGet(Observation::absent);
    }

    @Override
    public Observation<Reach> reach(RunningDaemon daemon, Destination place, Account user) {
        return Observation.present(host.reaches.getOrDefault(user.name(), Reach.REACHED));
    }
}

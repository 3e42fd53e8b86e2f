package io.rootlessctl.apply;

import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Step.AwaitReady;
import io.rootlessctl.model.Step.StopDirect;
import io.rootlessctl.model.Step.Systemctl.Verb;
import io.rootlessctl.model.Step.Systemctl;
import io.rootlessctl.resource.Daemon;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What has to be true again once a scope's changes are taken back.
 *
 * @param user whose daemon it is; empty for the host, and for a user whom nobody declares any more
 * @param former where the user's daemon answered before anything was changed, and has to answer again
 */
record TakingBack(Place place, Optional<Declaration.User> user, Optional<Path> former) {
    /** At the least: the manifest's is for the daemon that it declares. */
    static final Duration FORMER_TIMEOUT = Duration.ofSeconds(60);
    /** All of a start, which the cause may stand at the beginning of. */
    private static final int LOG_LINES = 200;

    /** Looked at before the first step. */
    static TakingBack prepared(Declaration declaration, Place place, HostView host) {
        var user = declaration.users().stream().filter(known -> known.scope().equals(place.scope())).findFirst();
        var former = user.flatMap(known -> Daemon.socket(known, host.daemon(place.owner()).found(), host));
        return new TakingBack(place, user, former);
    }

    /** @throws IOException when something could not be put back, or the former daemon does not answer any more */
    void undo(List<Journal.Entry> entries, StepExecutor executor, Ledger ledger) throws IOException {
        try {
            new Rollback(place.host(), executor).undo(entries, place.owner());
        } catch (IOException e) {
            // What is back again is ours again, also when a part is left.
            saveBeside(e, ledger);
            throw e;
        }
        ledger.save();
        if (former.isPresent()) {
            executor.execute(new AwaitReady(former.get(), timeout()), place.owner());
        }
    }

    /** Whether these steps have stopped a daemon that answered before. */
    boolean stopped(List<Journal.Entry> entries) {
        return former.isPresent() && entries.stream().map(Journal.Entry::step).anyMatch(step ->
                step instanceof StopDirect || step instanceof Systemctl(var verb, _) && (verb == Verb.STOP || verb == Verb.RESTART));
    }

    private Duration timeout() {
        var declared = user.map(known -> known.settings().daemon().readyTimeout()).orElse(FORMER_TIMEOUT);
        return declared.compareTo(FORMER_TIMEOUT) > 0 ? declared : FORMER_TIMEOUT;
    }

    private static void saveBeside(IOException first, Ledger ledger) {
        try {
            ledger.save();
        } catch (IOException second) {
            first.addSuppressed(second);
        }
    }

    /** The daemon's own last lines, from the journal or its file, which tell more than ours when it did not start. */
    List<String> daemonLog() {
        var file = Optional.of(place.directory().resolve("dockerd.log"));
        return user.map(known -> Daemon.lastLines(known, LOG_LINES, place.host()))
                .orElseGet(() -> place.host().daemonView().lastLines(place.owner(), file, LOG_LINES)).found().orElse(List.of());
    }
}

package io.rootlessctl.apply;

import io.rootlessctl.apply.ApplyResult.Afterwards;
import io.rootlessctl.apply.ApplyResult.Failure;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.HostCommand;
import io.rootlessctl.model.HostCommands;
import io.rootlessctl.model.Step;
import io.rootlessctl.plan.Defect;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Takes one part back, under its scope's lock, with a journal of its own: a rollback can be rolled back, too. */
final class BackRun {
    private final BackPart part;
    private final Place place;
    private final Journal journal;
    private final Declaration declaration;
    private final ApplyListener listener;
    /** Of what could not be taken back: it stays known. */
    private final Set<Address> staying = new HashSet<>();

    BackRun(BackPart part, Journal journal, Declaration declaration, ApplyListener listener) {
        this.part = part;
        this.place = part.place();
        this.journal = journal;
        this.declaration = declaration;
        this.listener = listener;
    }

    /** It failed, and what it had done is put back or not. */
    static final class NotTakenBack extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient Failure failure;

        NotTakenBack(Failure failure, Exception cause) {
            super(failure.message(), cause);
            this.failure = failure;
        }

        Failure failure() {
            return failure;
        }
    }

    void make() throws IOException {
        var ledger = new Ledger(place);
        settle(ledger);
        var taking = TakingBack.prepared(declaration, place, place.host());
        journal.answeredAt(taking.former());
        var executor = new StepExecutor(place.writer());
        var before = ledger.copy();
        part.changes().forEach(listener::starting);
        try {
            for (var back : part.backs()) {
                take(back, ledger, executor);
            }
            if (part.record().socket().isPresent() && part.backs().stream().anyMatch(back -> concernsDaemon(back.step()))) {
                executor.execute(new Step.AwaitReady(part.record().socket().get(), TakingBack.FORMER_TIMEOUT), place.owner());
            }
            ledger.restore(former());
            ledger.save();
            part.changes().forEach(journal::made);
            journal.close(Journal.APPLIED);
            part.changes().forEach(listener::done);
        } catch (IOException | RuntimeException e) {
            ledger.reset(before);
            throw new NotTakenBack(putBack(taking, e, executor, ledger), e);
        }
    }

    /** The apply that was cut off is the one that is taken back here, or one that the ledger has to be told of first. */
    private void settle(Ledger ledger) throws IOException {
        place.discardDrafts();
        var history = new History(place);
        var cutOff = history.cutOff();
        if (cutOff.isPresent() && cutOff.get().id() == part.record().id()) {
            part.record().entries().stream().map(Journal.Entry::step)
                    .forEach(step -> ledger.made(step instanceof Step.MakeDirectory(var path, _) ? List.of(path) : List.<Path>of()));
            new Interruption(place).discardLeft(part.record().entries());
            history.keep(cutOff.get().ended(Journal.CUT_OFF));
        } else {
            new Interruption(place).recover(ledger).ifPresent(when -> listener.interrupted(place.scope(), when));
        }
    }

    private void take(Rollback.Back back, Ledger ledger, StepExecutor executor) throws IOException {
        if (new Rollback(place.host(), executor).needless(back.step(), place.owner())) {
            return;
        }
        if (listener.stopped().isPresent()) {
            throw new IOException(back.address() + ": " + listener.stopped().get());
        }
        var inverse = new Inverse(place.host()).of(back.step(), place.owner());
        journal.begin(back.address(), ledger.at(back.address()), Applied.NOTHING);
        journal.intend(back.address(), new TreeMap<>(), back.step(), inverse);
        try {
            executor.execute(back.step(), place.owner());
        } catch (IOException e) {
            var later = later(back.step());
            if (later.isEmpty()) {
                throw e;
            }
            listener.stays(e.getMessage() + "; later: " + String.join(" ", later.get().argv()));
            staying.add(back.address());
            return;
        }
        journal.done();
    }

    /**
     * The command that takes away what somebody may be using by now, once nobody does. It harms nobody until then, and
     * keeps nothing else from going back; empty for all other steps.
     */
    private static Optional<HostCommand> later(Step step) {
        return step instanceof Step.UnloadModule(var name) ? Optional.of(HostCommands.unloadModule(name))
                : step instanceof Step.RemoveSubIds(var user, var start, var count)
                        ? Optional.of(HostCommands.removeSubIds(user, start, count)) : Optional.empty();
    }

    /** What stays, such as a user that was created, stays known. */
    private SortedMap<Address, Applied> former() {
        var former = new TreeMap<>(part.record().before());
        former.keySet().removeAll(staying);
        former.keySet().removeIf(address -> part.backs().stream().noneMatch(back -> back.address().equals(address)));
        return former;
    }

    private static boolean concernsDaemon(Step step) {
        return step instanceof Step.StartDirect || step instanceof Step.Systemctl(var verb, _)
                && switch (verb) {
                    case START, RESTART, RELOAD -> true;
                    case STOP, ENABLE, DISABLE, DAEMON_RELOAD, RESET_FAILED -> false;
                };
    }

    private Failure putBack(TakingBack taking, Exception cause, StepExecutor executor, Ledger ledger) {
        var log = place.scope().user().isPresent() ? taking.daemonLog() : List.<String>of();
        var told = Defect.told(part.address(), cause);
        if (journal.entries().isEmpty()) {
            return failure(told, log, Afterwards.UNTOUCHED);
        }
        listener.rollingBack(place.scope(), place.owner());
        try {
            taking.undo(journal.entries(), executor, ledger);
            journal.close(Journal.ROLLED_BACK);
            return failure(told, log, Afterwards.RESTORED);
        } catch (IOException e) {
            return failure(told + "; and putting it back failed too: " + e.getMessage(), log,
                    Afterwards.NOT_RESTORED);
        }
    }

    private Failure failure(String message, List<String> log, Afterwards afterwards) {
        return new Failure(place.scope(), part.address(), message, log, afterwards);
    }
}

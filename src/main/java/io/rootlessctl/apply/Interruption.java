package io.rootlessctl.apply;

import io.rootlessctl.host.FileText;
import io.rootlessctl.model.Step.CheckSettings;
import io.rootlessctl.model.Step.MakeDirectory;
import io.rootlessctl.model.Step.StopDirect;
import io.rootlessctl.model.Step.WriteFile;
import io.rootlessctl.model.Undo;
import io.rootlessctl.resource.Daemon;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** An apply that was cut off: its journal has no result. The next one goes on from what the host is now. */
record Interruption(Place place) {
    /** Whether there is one. A journal that cannot be read is told of when something is to be changed there. */
    boolean left() {
        try {
            return new History(place).unsettled().stream().anyMatch(record -> record.result().isEmpty());
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Takes from the journal what the ledger could not be told any more: which fields are ours because we set them, and
     * what was there before. It becomes part of the history.
     *
     * @return when the apply that was cut off had started; empty when none was
     * @throws IOException when there is a journal that is not ours
     */
    Optional<String> recover(Ledger ledger) throws IOException {
        var history = new History(place);
        var record = history.cutOff();
        if (record.isEmpty()) {
            return Optional.empty();
        }
        record.get().claims().forEach(ledger::claim);
        for (var entry : record.get().entries()) {
            ledger.markSet(entry.address(), entry.setting());
            if (entry.done() || happened(entry)) {
                ledger.touch(entry.address(), entry.step(), entry.inverse());
            }
            if (entry.step() instanceof MakeDirectory(var path, _)) {
                ledger.made(List.of(path));
            }
            stopped(entry);
        }
        discardLeft(record.get().entries());
        history.keep(record.get().ended(Journal.CUT_OFF));
        return Optional.of(record.get().occasion().at().toString());
    }

    /** A daemon that was told to end and has not yet would be taken for one that runs, and waited for. */
    private void stopped(Journal.Entry entry) throws IOException {
        if (!entry.done() && entry.step() instanceof StopDirect(var process, _, _)) {
            // The time to wait is not the record's own, which may be a user's.
            place.writer().stopDirect(process, Daemon.STOP_TIMEOUT, place.owner());
        }
    }

    /** What a write was killed over lies beside the file. Nobody else writes there while the lock is held. */
    void discardLeft(List<Journal.Entry> entries) throws IOException {
        for (var entry : entries.stream().filter(entry -> !entry.done()).toList()) {
            var file = entry.step() instanceof CheckSettings(_, var checked, _) ? Optional.of(checked) : Undo.file(entry.step());
            if (file.isPresent()) {
                place.writer().discardLeft(file.get(), place.owner());
            }
        }
    }

    /** Of a file the last step may not have happened; what the other steps leave is looked at when it is taken back. */
    private boolean happened(Journal.Entry entry) {
        var file = Undo.file(entry.step());
        if (file.isEmpty()) {
            return true;
        }
        var now = place.host().text(file.get(), place.owner()).found().map(FileText::content);
        return entry.step() instanceof WriteFile(_, var content, _) ? now.equals(Optional.of(content)) : now.isEmpty();
    }
}

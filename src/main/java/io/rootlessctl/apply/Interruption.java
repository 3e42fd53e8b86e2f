package io.rootlessctl.apply;

import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Step.RemoveFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** An apply that was cut off: its journal has no result. The next one goes on from what the host is now. */
record Interruption(HostView host, Path directory, Account owner) {

    /**
     * Takes from the journal what the ledger could not be told any more: which fields are ours because we set them, and
     * which files because we created them.
     *
     * @return when the apply that was cut off had started; empty when none was
     * @throws IOException when there is a journal that is not ours
     */
    Optional<String> recover(Ledger ledger) throws IOException {
        var file = directory.resolve(Journal.FILE);
        var text = host.text(file, owner).found();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        var record = Journal.parse(file, text.get().content());
        if (record.result().isPresent()) {
            return Optional.empty();
        }
        for (var entry : record.entries()) {
            ledger.markSet(entry.address(), entry.setting());
            if (entry.inverse().stream().anyMatch(RemoveFile.class::isInstance)) {
                ledger.markCreated(entry.address());
            }
        }
        return Optional.of(record.started().toString());
    }
}

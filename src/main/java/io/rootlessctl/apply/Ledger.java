package io.rootlessctl.apply;

import io.rootlessctl.host.HostWriter;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Scope;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** One scope's last-applied while it changes: read under the scope's lock, on disk again after every change. */
final class Ledger {
    private final HostWriter writer;
    private final StateStore store;
    private final Scope scope;
    private final Path file;
    private final Account owner;
    private final SortedMap<Address, Applied> entries;
    private SortedMap<Address, Applied> saved;

    /** @throws IOException when there is one that cannot be read */
    Ledger(HostWriter writer, StateStore store, Declaration declaration, Scope scope, Account owner)
            throws IOException {
        this.writer = writer;
        this.store = store;
        this.scope = scope;
        this.file = StateStore.file(scope, declaration);
        this.owner = owner;
        this.saved = store.read(scope, declaration);
        this.entries = new TreeMap<>(saved);
    }

    Applied at(Address address) {
        return entries.getOrDefault(address, Applied.NOTHING);
    }

    /** What has no field of ours any more is forgotten. */
    void put(Address address, Applied applied) {
        if (applied.fields().isEmpty()) {
            entries.remove(address);
        } else {
            entries.put(address, applied);
        }
    }

    /** The thing was not there before we came, and may go when nothing in it is ours any more. */
    void markCreated(Address address) {
        entries.put(address, at(address).markCreated());
    }

    void markSet(Address address, Map<String, String> fields) {
        entries.put(address, at(address).withSet(fields));
    }

    SortedMap<Address, Applied> copy() {
        return new TreeMap<>(entries);
    }

    void reset(SortedMap<Address, Applied> to) {
        entries.clear();
        entries.putAll(to);
    }

    LastApplied view() {
        return new LastApplied(Map.of(scope, entries));
    }

    /** Writes nothing when nothing has changed since the last time. */
    void save() throws IOException {
        if (!entries.equals(saved)) {
            writer.writeFile(file, store.text(entries), 0644, owner);
            saved = copy();
        }
    }
}

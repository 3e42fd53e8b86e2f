package io.rootlessctl.apply;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.rootlessctl.host.HostWriter;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What one apply does in one scope, on disk before it happens: each step with what takes it back. A journal without a
 * result belongs to an apply that runs, or that was cut off. Mode 0600, for before-images may hold what others must
 * not read.
 */
final class Journal {
    static final String FILE = "journal.json";
    private static final int OWNER_ONLY = 0600;

    /**
     * @param setting the fields that the change of this step sets, with their new values
     * @param done whether the step is known to have ended; if not, it may or may not have happened
     */
    record Entry(Address address, SortedMap<String, String> setting, Step step, List<Step> inverse, boolean done) {
        Entry {
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(step, "step");
            inverse = List.copyOf(inverse);
            setting.values().forEach(Objects::requireNonNull);
        }
    }

    /** @param result empty while it runs */
    record Record(String formatVersion, Instant started, String caller, List<Entry> entries, Optional<String> result) {
        Record {
            Objects.requireNonNull(started, "started");
            entries = List.copyOf(entries);
        }
    }

    /** The steps' class names in the file, without a word about Jackson in the model. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "step")
    private interface NamedStep {}

    private static final ObjectMapper JSON = mapper();

    private final HostWriter writer;
    private final Path file;
    private final Account owner;
    private final Instant started = Instant.now();
    private final String caller;
    private final List<Entry> entries = new ArrayList<>();

    Journal(HostWriter writer, Path directory, Account owner, String caller) {
        this.writer = writer;
        this.file = directory.resolve(FILE);
        this.owner = owner;
        this.caller = caller;
    }

    private static ObjectMapper mapper() {
        var mapper = new ObjectMapper().registerModules(new Jdk8Module(), new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .addMixIn(Step.class, NamedStep.class);
        mapper.registerSubtypes(Step.class.getPermittedSubclasses());
        return mapper;
    }

    /** @throws IOException in one line, when the text is not what a journal writes; a user's own may say anything */
    static Record parse(Path file, String text) throws IOException {
        try {
            var record = JSON.readValue(text, Record.class);
            if (record != null) {
                return record;
            }
        } catch (JsonProcessingException e) {
            throw foreign(file, e);
        }
        throw foreign(file, null);
    }

    private static IOException foreign(Path file, JsonProcessingException cause) {
        return new IOException(file + ": is not what rootlessctl wrote there; move it away, what was applied stays", cause);
    }

    /** A step whose intent is not on disk must not run, and is none of ours then. */
    void intend(Address address, SortedMap<String, String> setting, Step step, List<Step> inverse) throws IOException {
        entries.add(new Entry(address, setting, step, inverse, false));
        try {
            write(Optional.empty());
        } catch (IOException e) {
            entries.removeLast();
            throw e;
        }
    }

    void done() throws IOException {
        var last = entries.removeLast();
        entries.add(new Entry(last.address(), last.setting(), last.step(), last.inverse(), true));
        write(Optional.empty());
    }

    void close(String result) throws IOException {
        if (!entries.isEmpty()) {
            write(Optional.of(result));
        }
    }

    /** What was begun, oldest first. */
    List<Entry> entries() {
        return List.copyOf(entries);
    }

    private void write(Optional<String> result) throws IOException {
        var record = new Record("1.0", started, caller, entries, result);
        writer.writeFile(file, JSON.writeValueAsString(record) + "\n", OWNER_ONLY, owner);
    }
}

package io.rootlessctl.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files, kernel parameters and the modes of devices as they were, to be put back as often as is wanted. */
public final class HostState implements AutoCloseable {
    private final Snapshot files;
    private final Map<Path, String> parameters = new LinkedHashMap<>();
    private final Map<Path, Integer> modes = new LinkedHashMap<>();

    private HostState(Snapshot files) {
        this.files = files;
    }

    /** @param parameters below /proc/sys */
    public static HostState of(List<Path> files, List<Path> parameters, List<Path> devices) throws IOException {
        var state = new HostState(Snapshot.of(files.toArray(Path[]::new)));
        for (var parameter : parameters) {
            state.parameters.put(parameter, parameter(parameter));
        }
        for (var device : devices) {
            state.modes.put(device, (Integer) Files.getAttribute(device, "unix:mode"));
        }
        return state;
    }

    /** All of it comes with the first read, which must not be of one byte. */
    public static String parameter(Path file) throws IOException {
        try (var reader = Files.newBufferedReader(file)) {
            return reader.readLine();
        }
    }

    public void restore() throws IOException {
        files.restore();
        for (var parameter : parameters.entrySet()) {
            Files.writeString(parameter.getKey(), parameter.getValue());
        }
        for (var device : modes.entrySet()) {
            Files.setAttribute(device.getKey(), "unix:mode", device.getValue());
        }
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}

package io.rootlessctl.host.linux;

import io.rootlessctl.host.Listener;
import io.rootlessctl.model.Observation;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who listens, from /proc/net/tcp, tcp6, udp and udp6; the processes from the links in /proc/PID/fd. A line is
 *
 * <pre>
 *   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 29487 1 ...
 * </pre>
 *
 * with address and port in hexadecimal (the address in this machine's order of bytes, word by word), the state, the
 * user and the inode.
 */
final class Listeners {
    private static final Path NET = Path.of("/proc/net");
    private static final String LISTENING = "0A";
    private static final int INODE = 9;

    /** @param inode of its socket, by which a process is found */
    record Line(String transport, String ip, int port, long uid, String inode) {

        /** Empty for the heading, and for a TCP socket that does not listen. */
        static Optional<Line> parse(String transport, String text) {
            var fields = text.strip().split("\\s+");
            if (fields.length <= INODE || !fields[1].matches("(?:[0-9A-F]{8}|[0-9A-F]{32}):[0-9A-F]{4}") || !fields[7].matches("\\d{1,10}")
                    || transport.equals("tcp") && !fields[3].equals(LISTENING)) {
                return Optional.empty();
            }
            int colon = fields[1].indexOf(':');
            return Optional.of(new Line(
                    transport, ip(fields[1].substring(0, colon)), Integer.parseInt(fields[1].substring(colon + 1), 16),
                    Long.parseLong(fields[7]), fields[INODE]));
        }

        /** Both architectures supported have the least byte of a word first. */
        private static String ip(String hex) {
            var bytes = HexFormat.of().parseHex(hex);
            var ordered = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                ordered[i] = bytes[i / 4 * 4 + 3 - i % 4];
            }
            try {
                return InetAddress.getByAddress(ordered).getHostAddress();
            } catch (UnknownHostException e) {
                throw new IllegalStateException(hex + ": has 4 or 16 bytes", e);
            }
        }
    }

    private Listeners() {}

    static Observation<List<Listener>> on(int port) {
        var lines = new ArrayList<Line>();
        try {
            for (var file : List.of("tcp", "tcp6", "udp", "udp6")) {
                read(NET.resolve(file), port, lines);
            }
        } catch (IOException problem) {
            return FileLook.unreadable(NET, problem);
        }
        var processes = processes(lines);
        return Observation.present(lines.stream().map(line -> new Listener(
                line.transport(), line.ip(), line.port(), line.uid(), Optional.ofNullable(processes.get(line.inode()))))
                .toList());
    }

    /** Line by line: a busy host has many connections. */
    private static void read(Path file, int port, List<Line> found) throws IOException {
        var transport = file.getFileName().toString().substring(0, 3);
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                Line.parse(transport, line).filter(socket -> socket.port() == port).ifPresent(found::add);
            }
        } catch (NoSuchFileException _) {
            // A kernel without IPv6.
        }
    }

    /** By the inode of the socket that they have open; of several, which have inherited it, the first. */
    private static Map<String, Listener.Process> processes(List<Line> lines) {
        // A set: any user may have thousands of sockets listen on one port.
        var wanted = lines.stream().map(line -> "socket:[" + line.inode() + "]").collect(Collectors.toSet());
        var found = new HashMap<String, Listener.Process>();
        if (wanted.isEmpty()) {
            return found;
        }
        try {
            for (var process : ProcessTable.read().byPid().values()) {
                for (var open : OpenFiles.of(process.id().pid())) {
                    if (wanted.contains(open)) {
                        found.putIfAbsent(open.substring("socket:[".length(), open.length() - 1),
                                new Listener.Process(process.id().pid(), process.name()));
                    }
                }
            }
        } catch (IOException _) {
            // Without /proc nobody is named; that somebody listens is known all the same.
        }
        return found;
    }
}

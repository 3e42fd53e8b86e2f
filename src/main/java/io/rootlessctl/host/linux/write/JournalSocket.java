package io.rootlessctl.host.linux.write;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import jnr.unixsocket.UnixDatagramChannel;
import jnr.unixsocket.UnixSocketAddress;

/**
 * One entry for systemd's journal, in its native protocol: one datagram with {@code NAME=value} lines, and a value of
 * several lines as {@code NAME}, its length in eight bytes, little end first, and its bytes.
 *
 * @see <a href="https://systemd.io/JOURNAL_NATIVE_PROTOCOL/">systemd's description</a>
 */
public final class JournalSocket {
    private static final byte LINE_END = '\n';

    private final ByteArrayOutputStream entry = new ByteArrayOutputStream();

    /** @param name of upper-case letters, digits and underscores */
    public JournalSocket add(String name, String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        entry.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        if (value.indexOf(LINE_END) < 0) {
            entry.write('=');
        } else {
            entry.write(LINE_END);
            entry.writeBytes(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(bytes.length).array());
        }
        entry.writeBytes(bytes);
        entry.write(LINE_END);
        return this;
    }

    /** @throws IOException when no journal listens there */
    public void send(Path socket) throws IOException {
        try (var channel = UnixDatagramChannel.open()) {
            channel.send(ByteBuffer.wrap(entry.toByteArray()), new UnixSocketAddress(socket.toFile()));
        } catch (IOException problem) {
            throw new FileSystemException(socket.toString(), null,
                    "no entry could be written to systemd's journal: " + problem.getMessage());
        }
    }
}

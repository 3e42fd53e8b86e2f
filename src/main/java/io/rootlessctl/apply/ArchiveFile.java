package io.rootlessctl.apply;

import io.rootlessctl.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A tar file that grows by one member after the other. A member's header is written when its content is on the disk: so
 * what a killed process leaves is a member without a header, which is none.
 */
final class ArchiveFile implements AutoCloseable {
    private final FileChannel channel;
    private final List<Member> members = new ArrayList<>();

    /** @param offset of the content */
    record Member(String name, long offset, long size) {
        private long end() {
            return offset + padded(size);
        }
    }

    /** What is to become a member's content. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private ArchiveFile(FileChannel channel) {
        this.channel = channel;
    }

    /** With the members that are whole; what comes after them is no part of it. */
    static ArchiveFile open(FileChannel channel) throws IOException {
        var file = new ArchiveFile(channel);
        var header = ByteBuffer.allocate(TarHeader.SIZE);
        for (long at = 0; file.read(header.clear(), at); at = file.members.getLast().end()) {
            var found = TarHeader.parse(header.array());
            long content = at + TarHeader.SIZE;
            if (found.isEmpty() || content + padded(found.get().size()) > channel.size()) {
                break;
            }
            file.members.add(new Member(found.get().name(), content, found.get().size()));
        }
        return file;
    }

    private boolean read(ByteBuffer buffer, long at) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                return false;
            }
        }
        return true;
    }

    List<Member> members() {
        return List.copyOf(members);
    }

    /** Only the first ones stay. */
    void keep(int count) throws IOException {
        members.subList(count, members.size()).clear();
        channel.truncate(length());
    }

    private long length() {
        return members.isEmpty() ? 0 : members.getLast().end();
    }

    /** @return the content's SHA-256 in hexadecimal digits; nothing is added when the content cannot be had */
    String append(String name, Content content) throws IOException {
        long at = length();
        channel.truncate(at);
        channel.position(at);
        write(ByteBuffer.allocate(TarHeader.SIZE));
        var digest = Sha256.digest();
        long size;
        try {
            // Not closed: the channel would be.
            var out = new DigestOutputStream(Channels.newOutputStream(channel), digest);
            content.writeTo(out);
            out.flush();
            size = channel.position() - at - TarHeader.SIZE;
            write(ByteBuffer.allocate((int) (padded(size) - size)));
            channel.force(true);
        } catch (IOException | RuntimeException problem) {
            channel.truncate(at);
            throw problem;
        }
        channel.position(at);
        write(ByteBuffer.wrap(new TarHeader(name, size).bytes()));
        channel.force(true);
        members.add(new Member(name, at + TarHeader.SIZE, size));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Two empty blocks, as tar wants them at the end. */
    void end() throws IOException {
        channel.truncate(length());
        channel.position(length());
        write(ByteBuffer.allocate(2 * TarHeader.SIZE));
        channel.force(true);
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    InputStream content(Member member) {
        return new MemberInput(channel, member.offset(), member.size());
    }

    private static long padded(long size) {
        return (size + TarHeader.SIZE - 1) / TarHeader.SIZE * TarHeader.SIZE;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

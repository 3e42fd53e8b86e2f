package io.rootlessctl.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** A file that the caller names for what a command prints, written so that a reader finds the former one or this, whole. */
final class WholeFile {
    private WholeFile() {}

    /**
     * Beside the file and renamed over it; the one beside begins with a dot and ends in {@code .new}.
     *
     * @param mode set before the content; empty for what the caller's umask gives
     * @throws IOException when something else than a file is there: renaming over /dev/stdout would take it away
     */
    static void write(Path file, String text, Optional<Set<PosixFilePermission>> mode) throws IOException {
        requireFile(file);
        if (!Files.isDirectory(file.getParent())) {
            throw new FileSystemException(file.getParent().toString(), null, "no such directory");
        }
        var beside = file.resolveSibling("." + file.getFileName() + "."
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()) + ".new");
        try (var channel = FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            if (mode.isPresent()) {
                Files.getFileAttributeView(beside, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .setPermissions(mode.get());
            }
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /** @throws IOException when something is there that is no file */
    static void requireFile(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(file.toString(), null,
                    "found a link, directory or device, expected a file; name - for standard output");
        }
    }
}

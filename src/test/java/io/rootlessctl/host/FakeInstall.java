package io.rootlessctl.host;

import io.rootlessctl.edit.ChecksumList;
import io.rootlessctl.host.FileStatus.Type;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.ProgramsOrder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/** Versions of programs, whose archives are texts: a line for each, {@code dockerd 29.7.0}. */
final class FakeInstall {
    private final FakeFiles files;
    private final FakePrograms programs;

    FakeInstall(FakeFiles files, FakePrograms programs) {
        this.files = files;
        this.programs = programs;
    }

    static SortedMap<String, String> programs(String archive) {
        var found = new TreeMap<String, String>();
        archive.lines().forEach(line -> found.put(line.split(" ")[0], line.substring(line.indexOf(' ') + 1)));
        return found;
    }

    static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void install(ProgramsOrder order, Account as) throws IOException {
        var contents = new TreeMap<String, String>();
        for (var source : order.sources()) {
            contents.putAll(programs(files.content(source.file())
                    .orElseThrow(() -> new IOException(source.file() + ": not there"))));
        }
        var before = files.linkTarget(order.current());
        if (files.status(order.directory()).isEmpty()) {
            files.makeDirectory(order.directory(), 0755, as);
        }
        SequencedMap<String, String> sums = new LinkedHashMap<>();
        for (var program : contents.entrySet()) {
            files.write(order.directory().resolve(program.getKey()), program.getValue(), 0755, as);
            sums.put(program.getKey(), digest(program.getValue()));
            link(order.link(program.getKey()), order.target(program.getKey()), as);
            programs.put(order.link(program.getKey()), program.getValue());
        }
        var from = new LinkedHashMap<String, String>();
        order.sources().forEach(source -> from.put(source.file().toString(), source.sha256()));
        files.write(order.directory().resolve(ProgramsOrder.SUMS), new ChecksumList(sums).text(), 0644, as);
        files.write(order.directory().resolve(ProgramsOrder.SOURCES), new ChecksumList(from).text(), 0644, as);
        if (before.isPresent() && !before.get().equals(order.directory())) {
            link(order.previous(), before.get(), as);
        }
        link(order.current(), order.directory(), as);
    }

    private void link(Path path, Path target, Account as) {
        files.put(path, Type.LINK, target.toString().getBytes(StandardCharsets.UTF_8), 0777, as.uid(), as.gid());
    }

    void remove(ProgramsOrder order) {
        if (files.linkTarget(order.current()).filter(order.directory()::equals).isPresent()) {
            for (var path : files.linksInto(order.current())) {
                files.drop(path);
                programs.drop(path);
            }
            files.drop(order.current());
        }
        if (files.linkTarget(order.previous()).filter(order.directory()::equals).isPresent()) {
            files.drop(order.previous());
        }
        files.drop(order.directory());
    }
}

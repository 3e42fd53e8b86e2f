package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.FileTree;
import io.rootlessctl.host.Program;
import io.rootlessctl.host.RootlessScript;
import io.rootlessctl.host.TreeEntry;
import io.rootlessctl.host.linux.FileLook;
import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.model.Account;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The real one, by GNU tar and find in a rootlesskit of the user's; streams go through this process alone. */
record NamespacedTree(LinuxHost host, Account owner, Path root) implements FileTree {
    private static final String FORMAT = "%y %i:%C@:%s:%m:%U:%G %D %i %n %b %s %U %G %P\\0";
    private static final int FIELDS = 10;
    private static final int BLOCK = 512;
    /** More would not fit into memory. */
    private static final int MOST = 20_000_000;
    private static final Pattern TYPE_AND_NUMBERS = Pattern.compile(
            "\\w \\S+(?: \\d{1,20}){2} \\d{1,18} \\d{1,15} \\d{1,20}(?: \\d{1,18}){2} .*", Pattern.DOTALL);
    /** SELinux gives its own labels to what is made. */
    private static final List<String> ALL = List.of("--numeric-owner", "--xattrs", "--xattrs-include=*",
            "--xattrs-exclude=security.selinux", "--acls", "--sparse");

    @Override
    public Listing list() throws IOException {
        var entries = new ArrayList<TreeEntry>();
        var devices = new HashSet<String>();
        var ended = run(List.of(program("find"), root.toString(), "-xdev", "-printf", FORMAT), InputStream.nullInputStream(),
                new Records(record -> {
                    if (entries.size() == MOST) {
                        throw new IOException(root + ": found more than " + MOST + " files; back it up by other means");
                    }
                    entries.add(entry(record, devices));
                }));
        if (entries.isEmpty()) {
            throw new IOException(root + ": " + ended.complaint());
        }
        return new Listing(entries, ended.status() == 0);
    }

    private TreeEntry entry(String record, Set<String> devices) throws IOException {
        var fields = record.split(" ", FIELDS);
        if (!TYPE_AND_NUMBERS.matcher(record).matches()) {
            throw new IOException("find: found \"" + record + "\", expected a type and numbers in " + FIELDS + " fields");
        }
        if (devices.add(fields[2]) && devices.size() > 1) {
            throw new IOException(root + "/" + fields[9] + ": is on another file system or a btrfs subvolume, which tar "
                    + "would not bring back as such; back it up by other means");
        }
        return new TreeEntry(fields[9].isEmpty() ? "." : fields[9], fields[0].charAt(0), fields[1], large(fields[3]),
                Long.parseLong(fields[4]), Long.parseLong(fields[5]) * BLOCK, large(fields[6]),
                Long.parseLong(fields[7]), Long.parseLong(fields[8]));
    }

    /** Inodes and sizes may have all 64 bits. */
    private static long large(String number) {
        return new BigInteger(number).longValue();
    }

    @Override
    public void settle() throws IOException {
        require(run(List.of(program("sync"), "--file-system", root.toString()), InputStream.nullInputStream(),
                OutputStream.nullOutputStream()));
    }

    @Override
    public Packed pack(List<TreeEntry> entries, OutputStream out) throws IOException {
        var argv = new ArrayList<>(List.of(program("tar"), "--create", "--file=-", "--format=posix",
                "--pax-option=delete=atime,delete=ctime", "--warning=no-file-ignored"));
        argv.addAll(ALL);
        argv.addAll(List.of("--directory=" + root, "--no-recursion", "--null", "--verbatim-files-from", "--files-from=-"));
        return run(argv, names(entries.stream().map(TreeEntry::path).toList()), out);
    }

    private static InputStream names(List<String> paths) {
        return new ByteArrayInputStream(paths.stream().map(path -> path + "\0").collect(Collectors.joining())
                .getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void unpack(InputStream tar) throws IOException {
        var argv = new ArrayList<>(List.of(program("tar"), "--extract", "--file=-", "--same-owner", "--preserve-permissions"));
        argv.addAll(ALL);
        argv.add("--directory=" + root);
        require(run(argv, tar, OutputStream.nullOutputStream()));
    }

    @Override
    public void remove(List<String> paths) throws IOException {
        var below = paths.stream().filter(path -> !path.equals(".")).map(path -> "./" + path).toList();
        if (!below.isEmpty()) {
            require(run(List.of(program("env"), "--chdir=" + root, program("xargs"), "--null", program("rm"), "-rf", "--"),
                    names(below), OutputStream.nullOutputStream()));
        }
    }

    private void require(Packed ended) throws IOException {
        if (ended.status() != 0) {
            throw new IOException(root + ": " + ended.complaint());
        }
    }

    private Packed run(List<String> argv, InputStream in, OutputStream out) throws IOException {
        var whole = new ArrayList<>(List.of(rootlessKit()));
        whole.addAll(argv);
        return new PipedCommand(host, owner).run(whole, in, out);
    }

    private String rootlessKit() throws IOException {
        return RootlessScript.rootlessKit(name -> host.program(name, owner)).map(found -> found.path().toString())
                .orElseThrow(() -> new IOException(
                        root + ": rootlesskit is not there, and without it nobody but root can read all of it"));
    }

    private String program(String name) throws IOException {
        return host.systemProgram(name).found().map(Program::path).map(Path::toString)
                .orElseThrow(() -> new IOException(name + ": not found; install GNU " + name));
    }

    @Override
    public long free() throws IOException {
        return host.credentials().as(owner, () -> {
            for (var at = root; at.getParent() != null; at = at.getParent()) {
                if (Files.exists(at)) {
                    return Files.getFileStore(at).getUsableSpace();
                }
            }
            return 0L;
        });
    }

    @Override
    public void moveTo(Path place) throws IOException {
        Failure.about(root, () -> host.credentials().as(owner, () -> {
            if (FileLook.status(place).found().isPresent()) {
                throw new IOException("found something at " + place + ", where it was to be moved");
            }
            return Files.move(root, place);
        }));
    }
}

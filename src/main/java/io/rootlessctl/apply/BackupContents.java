package io.rootlessctl.apply;

import io.rootlessctl.apply.ArchiveFile.Member;
import io.rootlessctl.host.TreeEntry;
import io.rootlessctl.model.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A backup as it grows: a sequence of segments, each of which says what to remove and what to make, as on the tree it was
 * made from one thing happened after the other. In the archive these are
 *
 * <pre>
 * rootlessctl-backup.json   whose data it is, and from where
 * 000001.gone               paths that are to be removed first, each with a NUL; not always there
 * 000001.tar                what is to be made
 * 000001.list               the sum of 000001.tar, then TYPE STAMP PATH of all that is in it, each with a NUL
 * ...
 * summary.json              how much it is
 * SHA256SUMS                of all members before it, in their order
 * </pre>
 */
final class BackupContents {
    static final String HEAD = "rootlessctl-backup.json", SUMMARY = "summary.json", SUMS = "SHA256SUMS";
    static final String GONE = ".gone", TAR = ".tar", LIST = ".list";

    private final ArchiveFile file;
    private final SequencedMap<String, String> sums = new LinkedHashMap<>();
    private final Map<String, Known> known = new HashMap<>();
    private int segments;

    private record Known(char type, String stamp) {}

    BackupContents(ArchiveFile file) {
        this.file = file;
    }

    /** Takes over the segments that are whole, each looked at byte for byte, and drops what comes after them. */
    void resume() throws IOException {
        var members = file.members();
        int kept = 0;
        var pending = new ArrayList<Member>();
        for (int i = 0; i < members.size(); i++) {
            var member = members.get(i);
            pending.add(member);
            if (member.name().equals(HEAD)) {
                sums.put(HEAD, Sha256.of(file.content(member)));
            } else if (!member.name().endsWith(LIST)) {
                continue;
            } else if (!taken(pending)) {
                break;
            }
            kept = i + 1;
            pending.clear();
        }
        file.keep(kept);
    }

    private boolean taken(List<Member> segment) throws IOException {
        var records = strings(segment.getLast());
        var tar = segment.size() < 2 ? null : segment.get(segment.size() - 2);
        if (tar == null || !tar.name().endsWith(TAR) || !Sha256.of(file.content(tar)).equals(records.getFirst())) {
            return false;
        }
        for (var member : segment) {
            sums.put(member.name(), member == tar ? records.getFirst() : Sha256.of(file.content(member)));
        }
        if (segment.getFirst().name().endsWith(GONE)) {
            strings(segment.getFirst()).forEach(known::remove);
        }
        records.stream().skip(1).map(record -> record.split(" ", 3))
                .forEach(fields -> known.put(fields[2], new Known(fields[0].charAt(0), fields[1])));
        segments++;
        return true;
    }

    private List<String> strings(Member member) throws IOException {
        return strings(file, member);
    }

    static List<String> strings(ArchiveFile file, Member member) throws IOException {
        try (var content = file.content(member)) {
            return List.of(new String(content.readAllBytes(), StandardCharsets.ISO_8859_1).split("\0"));
        }
    }

    boolean empty() {
        return file.members().isEmpty();
    }

    int segments() {
        return segments;
    }

    /** What the backup has and the tree has no more, or has as something else. */
    List<String> gone(List<TreeEntry> now) {
        var types = new HashMap<String, Character>();
        now.forEach(entry -> types.put(entry.path(), entry.type()));
        return known.entrySet().stream().filter(one -> !Character.valueOf(one.getValue().type()).equals(types.get(one.getKey())))
                .map(Map.Entry::getKey).sorted().toList();
    }

    boolean current(TreeEntry entry) {
        var have = known.get(entry.path());
        return have != null && have.stamp().equals(entry.stamp());
    }

    void text(String name, String text) throws IOException {
        sums.put(name, file.append(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8))));
    }

    /** Nothing of it stays when the content cannot be had. */
    void segment(List<String> gone, List<TreeEntry> entries, ArchiveFile.Content content) throws IOException {
        int before = file.members().size();
        var number = String.format("%06d", segments + 1);
        try {
            var added = new LinkedHashMap<String, String>();
            if (!gone.isEmpty()) {
                added.put(number + GONE, file.append(number + GONE, out -> out.write(joined(gone))));
            }
            var sum = file.append(number + TAR, content);
            added.put(number + TAR, sum);
            var records = new ArrayList<>(List.of(sum));
            entries.forEach(entry -> records.add(entry.type() + " " + entry.stamp() + " " + entry.path()));
            added.put(number + LIST, file.append(number + LIST, out -> out.write(joined(records))));
            sums.putAll(added);
        } catch (IOException | RuntimeException | Error problem) {
            file.keep(before);
            throw problem;
        }
        segments++;
        gone.forEach(known::remove);
        entries.forEach(entry -> known.put(entry.path(), new Known(entry.type(), entry.stamp())));
    }

    private static byte[] joined(List<String> records) {
        var text = new StringBuilder();
        records.forEach(record -> text.append(record).append('\0'));
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** @return the sum of the list of sums, which stands for all of the archive */
    String finish() throws IOException {
        var text = new StringBuilder();
        sums.forEach((name, sum) -> text.append(sum).append("  ").append(name).append('\n'));
        var sum = file.append(SUMS, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
        file.end();
        return sum;
    }
}

package io.rootlessctl.apply;

import io.rootlessctl.host.TreeEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** What of a tree a backup does not have yet, in portions. */
final class Batches {
    private Batches() {}

    /** All names of a file come into one portion, so that tar sees that it is one file. */
    static List<List<TreeEntry>> of(List<TreeEntry> now, BackupContents contents, long mostBytes, int mostEntries) {
        var names = names(now);
        var seen = new HashSet<Long>();
        var all = new ArrayList<List<TreeEntry>>();
        var batch = new ArrayList<TreeEntry>();
        long bytes = 0;
        for (var entry : needed(now, names, contents)) {
            if (entry.linked() && !seen.add(entry.inode())) {
                continue;
            }
            if (!batch.isEmpty() && (bytes + entry.bytes() > mostBytes || batch.size() >= mostEntries)) {
                all.add(List.copyOf(batch));
                batch.clear();
                bytes = 0;
            }
            batch.addAll(entry.linked() ? names.get(entry.inode()) : List.of(entry));
            bytes += entry.bytes();
        }
        if (!batch.isEmpty()) {
            all.add(List.copyOf(batch));
        }
        return all;
    }

    private static Map<Long, List<TreeEntry>> names(List<TreeEntry> now) {
        var names = new HashMap<Long, List<TreeEntry>>();
        now.stream().filter(TreeEntry::kept).filter(TreeEntry::linked)
                .forEach(entry -> names.computeIfAbsent(entry.inode(), _ -> new ArrayList<>()).add(entry));
        return names;
    }

    private static LinkedHashSet<TreeEntry> needed(
            List<TreeEntry> now, Map<Long, List<TreeEntry>> names, BackupContents contents) {
        var needed = new LinkedHashSet<TreeEntry>();
        now.stream().filter(TreeEntry::kept).filter(entry -> !contents.current(entry))
                .forEach(entry -> needed.addAll(entry.linked() ? names.get(entry.inode()) : List.of(entry)));
        return needed;
    }
}

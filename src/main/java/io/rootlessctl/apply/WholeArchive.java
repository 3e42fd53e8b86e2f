package io.rootlessctl.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.rootlessctl.apply.ArchiveFile.Member;
import io.rootlessctl.edit.Json;
import io.rootlessctl.model.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A backup of which every byte is as it was written.
 *
 * @param sha256 of the list of sums, which stands for all
 * @param head and {@code summary}: see {@link Backup}
 * @param steps what a restore does, in this order
 */
record WholeArchive(String sha256, JsonNode head, JsonNode summary, List<Member> steps) {

    /** @throws IOException when it is cut off or altered, saying where */
    static WholeArchive verified(ArchiveFile file) throws IOException {
        var members = file.members();
        if (members.isEmpty() || !members.getFirst().name().equals(BackupContents.HEAD)) {
            throw new IOException("found no backup of rootlessctl's");
        }
        if (!members.getLast().name().equals(BackupContents.SUMS)) {
            throw new IOException("the archive is not whole: it was cut off after " + members.getLast().name()
                    + "; `rootlessctl backup` goes on with it where its data still is");
        }
        var lines = text(file, members.getLast()).lines().toList();
        requireSame(lines.size(), members.size() - 1);
        for (int i = 0; i < lines.size(); i++) {
            var line = Sha256.of(file.content(members.get(i))) + "  " + members.get(i).name();
            if (!line.equals(lines.get(i))) {
                throw new IOException("the archive was altered: " + members.get(i).name()
                        + " is not what " + BackupContents.SUMS + " says");
            }
        }
        return new WholeArchive(Sha256.of(file.content(members.getLast())), json(file, members.getFirst()),
                json(file, members.get(members.size() - 2)), steps(members));
    }

    private static void requireSame(int sums, int members) throws IOException {
        if (sums != members) {
            throw new IOException("the archive was altered: found " + members + " members, expected " + sums);
        }
    }

    private static List<Member> steps(List<Member> members) {
        return members.stream().filter(member -> member.name().endsWith(BackupContents.TAR)
                || member.name().endsWith(BackupContents.GONE)).toList();
    }

    private static JsonNode json(ArchiveFile file, Member member) throws IOException {
        try {
            return Json.tree(text(file, member));
        } catch (JsonProcessingException problem) {
            throw new IOException("the archive has no " + member.name() + " that can be read", problem);
        }
    }

    private static String text(ArchiveFile file, Member member) throws IOException {
        try (var content = file.content(member)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    String from() {
        return head.path("dataRoot").asText();
    }

    /** How much of it comes before a step. */
    int percent(int step) {
        long all = steps.stream().mapToLong(Member::size).sum();
        return all == 0 ? 100 : (int) (steps.subList(0, step).stream().mapToLong(Member::size).sum() * 100 / all);
    }
}

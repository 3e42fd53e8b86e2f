package io.rootlessctl.render;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rootlessctl.apply.Backup;
import io.rootlessctl.apply.Restoration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a backup or a restore came to as one JSON object, after schema/backup.schema.json. */
public final class BackupJson {
    private BackupJson() {}

    public static String backup(String user, Path archive, Path dataRoot, Backup.Result result) {
        var document = document("backup", user, archive, dataRoot).put("sha256", result.sha256())
                .put("files", result.files()).put("bytes", result.bytes()).put("resumed", result.resumed());
        return text(document, result.stopped(), result.notes());
    }

    public static String restore(String user, Path archive, Path dataRoot, Restoration.Result result) {
        var document = document("restore", user, archive, dataRoot).put("sha256", result.sha256())
                .put("files", result.files()).put("bytes", result.bytes()).put("resumed", result.resumed())
                .put("from", result.from());
        return text(document, result.stopped(), result.notes());
    }

    private static ObjectNode document(String command, String user, Path archive, Path dataRoot) {
        return JsonNodeFactory.instance.objectNode().put("formatVersion", PlanJson.FORMAT_VERSION).put("command", command)
                .put("user", user).put("archive", archive.toString()).put("dataRoot", dataRoot.toString());
    }

    private static String text(ObjectNode document, Optional<Duration> stopped, List<String> notes) {
        stopped.ifPresent(time -> document.put("stoppedSeconds", time.toMillis() / 1000.0));
        PlanJson.addAll(document.putArray("notes"), notes);
        return PlanJson.text(document);
    }
}

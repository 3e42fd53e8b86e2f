package io.rootlessctl.render;

import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.ForeignEdit;
import io.rootlessctl.model.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A drift as one entry of systemd's journal: a line for people, and fields that {@code journalctl} finds it by, as in
 * {@code journalctl ROOTLESSCTL_USER=alice ROOTLESSCTL_KIND=daemon-json}. A field that holds for several addresses is
 * there once for each.
 */
public final class JournalFields {
    /** Of all entries that tell of a drift; made once with {@code systemd-id128 new}. */
    static final String MESSAGE_ID = "7d1f4d5d0c8b4f0f9a53a1f2b6c0e9d4";
    private static final String WARNING = "4";
    /** An entry's datagram has to fit the socket's buffer. */
    private static final int MOST_ADDRESSES = 200;
    private static final int NAMED = 3;

    private JournalFields() {}

    /** @param name of upper-case letters and underscores, as the journal demands */
    public record Field(String name, String value) {}

    /** @param plan of something that is not as declared */
    public static List<Field> drift(Plan plan) {
        var places = places(plan);
        var fields = new ArrayList<Field>();
        fields.add(new Field("MESSAGE", message(plan, places)));
        fields.add(new Field("MESSAGE_ID", MESSAGE_ID));
        fields.add(new Field("PRIORITY", WARNING));
        fields.add(new Field("SYSLOG_IDENTIFIER", "rootlessctl"));
        fields.add(new Field("ROOTLESSCTL_CHANGES", Integer.toString(plan.changes().size())));
        fields.add(new Field("ROOTLESSCTL_BLOCKED", Integer.toString(plan.blocked().size())));
        fields.add(new Field("ROOTLESSCTL_FOREIGN", Integer.toString(plan.foreign().size())));
        addAll(fields, "ROOTLESSCTL_ADDRESS", places.stream().map(Place::address));
        addAll(fields, "ROOTLESSCTL_KIND", places.stream().map(Place::kind));
        addAll(fields, "ROOTLESSCTL_USER", places.stream().map(Place::user).filter(user -> !user.isEmpty()));
        return List.copyOf(fields);
    }

    /** @param user empty for the host */
    private record Place(String name, String address, String kind, String user) {}

    private static List<Place> places(Plan plan) {
        var pending = Stream.concat(plan.changes().stream(), plan.blocked().stream().map(Blocked::change));
        return Stream.concat(pending.map(JournalFields::place), plan.foreign().stream().map(JournalFields::place))
                .distinct().toList();
    }

    private static Place place(Change change) {
        return new Place(ChangeText.name(change.address(), change.scope()), change.address().toString(),
                change.address().kind(), change.scope().user().orElse(""));
    }

    private static Place place(ForeignEdit edit) {
        return new Place(ChangeText.name(edit.address(), edit.scope()), edit.address().toString(),
                edit.address().kind(), edit.scope().user().orElse(""));
    }

    private static String message(Plan plan, List<Place> places) {
        var names = String.join(", ", places.stream().limit(NAMED).map(Place::name).toList());
        var more = places.size() > NAMED ? " and " + (places.size() - NAMED) + " more" : "";
        return DriftText.summary(plan) + " (" + names + more + "); `rootlessctl drift` shows it";
    }

    private static void addAll(List<Field> fields, String name, Stream<String> values) {
        values.distinct().limit(MOST_ADDRESSES).forEach(value -> fields.add(new Field(name, value)));
    }
}

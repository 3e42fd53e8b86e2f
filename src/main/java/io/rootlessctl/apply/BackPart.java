package io.rootlessctl.apply;

import io.rootlessctl.apply.Rollback.Back;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.model.Action;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.Step;
import io.rootlessctl.resource.Daemon;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One scope's part of an apply that is to be taken back.
 *
 * @param backs the steps, in order
 * @param restarts whether the daemon, which had only read its settings again, has to be restarted: it does not forget
 *     a key that goes from the file
 * @param stays what is not taken back, and why, in one line each
 */
record BackPart(Place place, Journal.Record record, List<Back> backs, boolean restarts, List<String> stays) {
    /** What a user's record may ask for: root acts on it with that user's credentials. */
    private static final Set<Class<? extends Step>> OF_USERS = Set.of(
            Step.WriteFile.class, Step.RemoveFile.class, Step.MakeDirectory.class, Step.RemoveDirectory.class,
            Step.SetMode.class, Step.Systemctl.class, Step.StartDirect.class, Step.StopDirect.class,
            Step.SignalReload.class, Step.PublishPort.class, Step.UnpublishPort.class, Step.IssueCertificates.class,
            Step.RestoreCertificates.class, Step.DiscardCertificates.class, Step.InstallPrograms.class,
            Step.RemovePrograms.class);

    /** @throws IOException when the record does not tell what was there before, or is not one of ours */
    static BackPart of(Chronicle.Part part, Declaration declaration) throws IOException {
        var record = part.record();
        var place = part.place();
        if (record.entries().isEmpty()) {
            throw new IOException("apply " + record.id() + ": was too large, what was there before it is not kept");
        }
        var foreign = record.entries().stream().flatMap(entry -> entry.inverse().stream())
                .filter(step -> place.scope().user().isPresent() && !OF_USERS.contains(step.getClass())).findFirst();
        if (foreign.isPresent()) {
            throw new IOException("apply " + record.id() + ": the record in " + place.directory()
                    + " asks for what is not the user's to do; it is not one of ours");
        }
        var all = new Rollback(place.host(), new StepExecutor(place.writer())).inOrder(looked(record, place), place.owner());
        var stays = new ArrayList<>(record.entries().stream().filter(Journal.Entry::done)
                .flatMap(entry -> leftThere(entry.step()).stream()).toList());
        var backs = all.stream().filter(back -> !owned(back.step(), all, declaration, place, stays)).toList();
        boolean restarts = forgets(record) && backs.stream().anyMatch(back -> rereads(back.step()));
        return new BackPart(place, record, restarts ? restarting(backs, place, declaration) : backs, restarts, stays);
    }

    /** What others may have begun to use, with the command for whoever knows that nobody has. */
    private static Optional<String> leftThere(Step step) {
        return step instanceof Step.InstallPackages(var system, var names)
                ? Optional.of("packages " + String.join(", ", names) + ": others may use them by now; `" + system.removal(names)
                        + "` takes them away")
                : step instanceof Step.CreateUser(var name)
                        ? Optional.of("user " + name + ", with its home: `userdel --remove " + name + "` takes both away")
                        : Optional.empty();
    }

    /**
     * Whether data belongs to what the step takes away: whoever got these ids next would own it. A user who gets others
     * back had the data before these.
     */
    private static boolean owned(Step step, List<Back> all, Declaration declaration, Place place, List<String> stays) {
        if (!(step instanceof Step.RemoveSubIds(var name, var start, var count)) || all.stream().anyMatch(
                back -> back.step() instanceof Step.AddSubIds(var user, _, _) && user.equals(name))) {
            return false;
        }
        var data = declaration.users().stream().filter(user -> user.name().equals(name))
                .flatMap(user -> Daemon.data(user, new StateStore(place.host()).read(declaration), place.host()).stream())
                .findFirst();
        data.ifPresent(path -> stays.add("subordinate ids of " + name + ": " + start + "-" + (start + count - 1)
                + ": they own the data in " + path + "; `rootlessctl uninstall --user " + name + " --purge-data` takes away both"));
        return data.isPresent();
    }

    /** Of the last step of an apply that was cut off nobody knows whether it has happened but by looking. */
    private static List<Journal.Entry> looked(Journal.Record record, Place place) {
        var standing = new Standing(place.host(), place.owner());
        return record.entries().stream().map(entry -> record.result().isPresent() || entry.done() ? entry
                : new Journal.Entry(entry.address(), entry.setting(), entry.step(), entry.inverse(),
                        standing.happened(entry.step()))).toList();
    }

    private static boolean forgets(Journal.Record record) {
        return record.changes().stream().filter(made -> made.address().kind().equals("daemon-json"))
                .flatMap(made -> made.diff().stream()).anyMatch(diff -> diff.observed().isEmpty());
    }

    private static boolean rereads(Step step) {
        return step instanceof Step.SignalReload
                || step instanceof Step.Systemctl(var verb, _) && verb == Step.Systemctl.Verb.RELOAD;
    }

    private static List<Back> restarting(List<Back> backs, Place place, Declaration declaration) {
        var user = declaration.users().stream().filter(known -> known.scope().equals(place.scope())).findFirst();
        var running = place.host().daemon(place.owner()).found();
        var all = new ArrayList<Back>();
        for (var back : backs) {
            if (!rereads(back.step())) {
                all.add(back);
            } else if (back.step() instanceof Step.Systemctl(_, var unit)) {
                all.add(new Back(back.address(), new Step.Systemctl(Step.Systemctl.Verb.RESTART, unit)));
            } else {
                running.ifPresent(daemon -> all.addAll(again(back.address(), daemon, user)));
            }
        }
        all.addAll(forwarded(backs, place));
        return all;
    }

    /** What RootlessKit would forget with the restart, but for what is taken back anyway. */
    private static List<Back> forwarded(List<Back> backs, Place place) {
        var reload = backs.stream().filter(back -> rereads(back.step())).findFirst().orElseThrow();
        return new Inverse(place.host()).forwarded(place.owner()).stream()
                .filter(port -> backs.stream().noneMatch(back -> back.step().equals(port)
                        || back.step().equals(new Step.UnpublishPort(port.port()))))
                .map(port -> new Back(reload.address(), port)).toList();
    }

    private static List<Back> again(Address address, RunningDaemon running, Optional<Declaration.User> user) {
        return user.flatMap(known -> Daemon.asStarted(running, known)).map(launch -> List.of(
                new Back(address, new Step.StopDirect(running.rootlessKit(), Daemon.STOP_TIMEOUT, Optional.of(launch))),
                new Back(address, new Step.StartDirect(launch)))).orElse(List.of());
    }

    Address address() {
        return record.entries().getFirst().address();
    }

    List<Standing.Difference> changedSince() {
        return new Standing(place.host(), place.owner()).since(record.entries());
    }

    /** As a plan shows them: of each address its own steps, last changed first. */
    List<Change> changes() {
        var changes = new LinkedHashMap<Address, Change>();
        for (var back : backs) {
            changes.computeIfAbsent(back.address(), this::change);
        }
        return List.copyOf(changes.values());
    }

    private Change change(Address address) {
        var made = record.changes().stream().filter(one -> one.address().equals(address)).toList();
        var steps = backs.stream().filter(back -> back.address().equals(address)).map(Back::step).toList();
        var effect = made.stream().map(Journal.Made::effect).reduce(Effect.NONE, Effect::atLeast);
        boolean restarted = restarts && steps.stream().anyMatch(BackPart::starts);
        return new Change(address, place.scope(), action(made), restarted ? Effect.RESTART : effect(effect, steps),
                made.isEmpty() ? cutOff(address) : turned(made), steps, "");
    }

    private static boolean starts(Step step) {
        return step instanceof Step.StartDirect || step instanceof Step.Systemctl(var verb, _)
                && (verb == Step.Systemctl.Verb.START || verb == Step.Systemctl.Verb.RESTART);
    }

    /** Taking back a start stops. */
    private static Effect effect(Effect effect, List<Step> steps) {
        boolean stops = steps.stream().anyMatch(step -> step instanceof Step.StopDirect
                || step instanceof Step.Systemctl(var verb, _) && verb == Step.Systemctl.Verb.STOP);
        boolean starts = steps.stream().anyMatch(BackPart::starts);
        return stops ? starts ? Effect.RESTART : Effect.STOP : starts ? Effect.NONE : effect;
    }

    private static Action action(List<Journal.Made> made) {
        return made.isEmpty() ? Action.UPDATE : switch (made.getFirst().action()) {
            case CREATE -> Action.REMOVE;
            case UPDATE -> Action.UPDATE;
            case REMOVE -> Action.CREATE;
        };
    }

    private static List<FieldDiff> turned(List<Journal.Made> made) {
        Map<String, List<FieldDiff>> fields = made.stream().flatMap(one -> one.diff().stream())
                .collect(Collectors.groupingBy(FieldDiff::field, LinkedHashMap::new, Collectors.toList()));
        return fields.entrySet().stream().map(field -> new FieldDiff(
                field.getKey(), field.getValue().getLast().desired(), field.getValue().getFirst().observed(),
                field.getValue().getLast().desired())).toList();
    }

    /** Of a change that was cut off it is known what it was to set. */
    private List<FieldDiff> cutOff(Address address) {
        var known = record.before().getOrDefault(address, Applied.NOTHING).fields();
        var former = record.claims().getOrDefault(address, Applied.NOTHING);
        return record.entries().stream().filter(entry -> entry.address().equals(address))
                .flatMap(entry -> entry.setting().entrySet().stream()).distinct()
                .map(set -> new FieldDiff(set.getKey(), Optional.of(set.getValue()),
                        Optional.ofNullable(known.get(set.getKey())).or(() -> former.former(set.getKey())),
                        Optional.of(set.getValue()))).toList();
    }
}

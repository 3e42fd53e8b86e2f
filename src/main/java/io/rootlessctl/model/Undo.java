package io.rootlessctl.model;

import io.rootlessctl.model.Step.AddSubIds;
import io.rootlessctl.model.Step.AwaitReady;
import io.rootlessctl.model.Step.CheckSettings;
import io.rootlessctl.model.Step.CreateUser;
import io.rootlessctl.model.Step.DiscardCertificates;
import io.rootlessctl.model.Step.HostSystemctl;
import io.rootlessctl.model.Step.InstallPackages;
import io.rootlessctl.model.Step.InstallPrograms;
import io.rootlessctl.model.Step.IssueCertificates;
import io.rootlessctl.model.Step.LoadModule;
import io.rootlessctl.model.Step.LoadProfile;
import io.rootlessctl.model.Step.MakeDirectory;
import io.rootlessctl.model.Step.PublishPort;
import io.rootlessctl.model.Step.PurgeTree;
import io.rootlessctl.model.Step.RemoveDirectory;
import io.rootlessctl.model.Step.RemoveFile;
import io.rootlessctl.model.Step.RemovePrograms;
import io.rootlessctl.model.Step.RemoveSubIds;
import io.rootlessctl.model.Step.RestoreCertificates;
import io.rootlessctl.model.Step.SetCapabilities;
import io.rootlessctl.model.Step.SetLinger;
import io.rootlessctl.model.Step.SetMode;
import io.rootlessctl.model.Step.SetSysctl;
import io.rootlessctl.model.Step.SignalReload;
import io.rootlessctl.model.Step.StartDirect;
import io.rootlessctl.model.Step.StopDirect;
import io.rootlessctl.model.Step.Systemctl;
import io.rootlessctl.model.Step.UnloadModule;
import io.rootlessctl.model.Step.UnloadProfile;
import io.rootlessctl.model.Step.UnpublishPort;
import io.rootlessctl.model.Step.WriteFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What was at one address before any apply of ours, kept over all of them: each file as it was, and what is ours for
 * sure (ranges, modules, capabilities, modes, how
 * a daemon had been started).
 *
 * @param steps the first inverse of each thing; a file that somebody else has written between two applies has none any
 *     more, for its old text is without what they wrote
 * @param left each file's digest as we left it, {@link #ABSENT} for one that we removed, by path
 */
public record Undo(List<Step> steps, SortedMap<String, String> left) {
    public static final Undo NOTHING = new Undo(List.of(), new TreeMap<>());
    public static final String ABSENT = "absent";

    public Undo {
        steps = List.copyOf(steps);
        left = Collections.unmodifiableSortedMap(new TreeMap<>(Map.copyOf(left)));
    }

    /** With one more step of ours. What was done already, and is told again after a crash, changes nothing. */
    public Undo after(Step step, List<Step> inverse) {
        var result = this;
        for (var back : inverse) {
            var file = file(back);
            result = file.isPresent() ? result.afterFile(file.get(), step, back) : result.afterOther(back);
        }
        return result;
    }

    private Undo afterFile(Path path, Step step, Step back) {
        var key = path.toString();
        var now = digest(step);
        var known = left.get(key);
        if (now.equals(known)) {
            return this;
        }
        var all = new ArrayList<>(steps);
        if (known == null) {
            all.add(back);
        } else if (!known.equals(digest(back))) {
            all.removeIf(other -> file(other).equals(Optional.of(path)));
        }
        var digests = new TreeMap<>(left);
        digests.put(key, now);
        return new Undo(all, digests);
    }

    private Undo afterOther(Step back) {
        boolean first = subject(back).filter(one -> steps.stream().noneMatch(other -> subject(other).equals(Optional.of(one))))
                .isPresent();
        return first ? new Undo(Stream.concat(steps.stream(), Stream.of(back)).toList(), left) : this;
    }

    /** What brings a file back as it was, if it is still as we left it. */
    public Optional<Step> original(Path path, Optional<String> content) {
        boolean asLeft = content.map(Sha256::of).orElse(ABSENT).equals(left.get(path.toString()));
        return asLeft ? steps.stream().filter(step -> file(step).equals(Optional.of(path))).findFirst() : Optional.empty();
    }

    /** The file that a step writes or removes. */
    public static Optional<Path> file(Step step) {
        return step instanceof WriteFile(var path, _, _) ? Optional.of(path)
                : step instanceof RemoveFile(var path) ? Optional.of(path) : Optional.empty();
    }

    private static String digest(Step step) {
        return step instanceof WriteFile(_, var content, _) ? Sha256.of(content) : ABSENT;
    }

    /** What the former values of fields do not tell already. */
    private static Optional<String> subject(Step back) {
        return switch (back) {
            case RemoveSubIds(var user, var start, var count) -> Optional.of("sub-ids " + user + " " + start + " " + count);
            case AddSubIds(var user, var start, var count) -> Optional.of("sub-ids " + user + " " + start + " " + count);
            case UnloadModule(var name) -> Optional.of("module " + name);
            case SetCapabilities(var file, _) -> Optional.of("capabilities " + file);
            case SetMode(var path, _) -> Optional.of("mode " + path);
            case StartDirect _ -> Optional.of("daemon");
            case WriteFile _, RemoveFile _, MakeDirectory _, RemoveDirectory _, SetSysctl _, LoadModule _,
                    LoadProfile _, UnloadProfile _, HostSystemctl _, InstallPackages _, CreateUser _,
                    SetLinger _, Systemctl _, StopDirect _, SignalReload _, PublishPort _, UnpublishPort _,
                    AwaitReady _, PurgeTree _, IssueCertificates _, RestoreCertificates _,
                    DiscardCertificates _, CheckSettings _, InstallPrograms _, RemovePrograms _ -> Optional.empty();
        };
    }
}

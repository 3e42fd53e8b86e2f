package io.rootlessctl.resource;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.Install;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Observation.Malformed;
import io.rootlessctl.model.PathText;
import io.rootlessctl.model.ProgramsOrder;
import io.rootlessctl.model.ProgramsOrder.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a user's {@code install} names: which programs, and which version they make. */
final class ProgramSources {
    private final Settings settings;
    private final Account account;
    private final HostView host;
    private final Path root;
    private final Path bin;

    ProgramSources(Settings settings, Account account, HostView host) {
        this.settings = settings;
        this.account = account;
        this.host = host;
        var directories = host.directories(account);
        this.root = directories.data().resolve("rootlessctl/docker");
        this.bin = directories.home().resolve("bin");
    }

    Path root() {
        return root;
    }

    Path bin() {
        return bin;
    }

    boolean declared() {
        return settings.install().isPresent() && settings.wanted();
    }

    /** Absent where none is declared. Nothing is read here but the lists of sums. */
    Observation<ProgramsOrder> order() {
        return declared() ? sources(settings.install().get()).map(sources -> ProgramsOrder.of(root, bin, sources))
                : Observation.absent();
    }

    private Observation<List<Source>> sources(Install install) {
        var all = new ArrayList<Source>();
        for (int i = 0; i < install.from().size(); i++) {
            var path = install.from().get(i).expand(host.directories(account).variables(account));
            var one = install.sha256().isPresent() && i < install.sha256().get().size()
                    ? Observation.present(List.of(new Source(path, install.sha256().get().get(i)))) : listed(path);
            if (one.found().isEmpty()) {
                return one;
            }
            all.addAll(one.found().get());
        }
        return Observation.present(all);
    }

    private Observation<List<Source>> listed(Path path) {
        var status = host.status(path, account);
        if (status instanceof Absent<FileStatus>()) {
            return new Malformed<>(path.toString(), "not there; install.from has to name what " + account.name()
                    + " can read");
        }
        return status.flatMap(found -> found.type() == FileStatus.Type.DIRECTORY
                ? sums(path).flatMap(sums -> within(path, sums)) : sums(path.getParent()).flatMap(sums -> beside(path, sums)));
    }

    private Observation<SequencedMap<String, String>> sums(Path directory) {
        var file = directory.resolve(ProgramsOrder.SUMS);
        var sums = InstalledPrograms.sums(file, host, account);
        return sums instanceof Absent<?> ? new Malformed<>(file.toString(),
                "not there, and install.sha256 is not declared; without a sum nothing is installed") : sums;
    }

    private static Observation<List<Source>> beside(Path path, SequencedMap<String, String> sums) {
        var sum = sums.get(path.getFileName().toString());
        return sum != null ? Observation.present(List.of(new Source(path, sum))) : new Malformed<>(path.toString(),
                ProgramsOrder.SUMS + " beside it has no sum of it; add it, or declare install.sha256");
    }

    private static Observation<List<Source>> within(Path directory, SequencedMap<String, String> sums) {
        if (sums.size() > ProgramsOrder.MOST) {
            return new Malformed<>(directory.resolve(ProgramsOrder.SUMS).toString(), "lists " + sums.size()
                    + " files, at most " + ProgramsOrder.MOST + " are installed together");
        }
        var elsewhere = sums.keySet().stream().filter(name -> !plain(directory, name)).findFirst();
        if (elsewhere.isPresent() || sums.isEmpty()) {
            return new Malformed<>(directory.resolve(ProgramsOrder.SUMS).toString(), elsewhere
                    .map(name -> "lists " + name + ", expected names in this directory").orElse("lists no file"));
        }
        return Observation.present(sums.entrySet().stream()
                .map(entry -> new Source(directory.resolve(entry.getKey()), entry.getValue())).toList());
    }

    /** Whoever wrote the list is not trusted: a name may also lead elsewhere, or be none in this process's locale. */
    private static boolean plain(Path directory, String name) {
        return name.indexOf('/') < 0 && !name.equals(".") && !name.equals("..")
                && PathText.absolute(directory + "/" + name).isPresent();
    }

    /** Where the version is there already the archives are not looked into, nor need they be there any more. */
    Observation<SortedSet<String>> names(ProgramsOrder order) {
        var unpacked = InstalledPrograms.programs(order, host, account).found();
        if (unpacked.isPresent()) {
            return Observation.present(new TreeSet<>(unpacked.get().keySet()));
        }
        var names = new TreeSet<String>();
        for (var source : order.sources()) {
            var seen = host.releases(account).programs(source);
            if (seen instanceof Absent<?>) {
                return new Malformed<>(source.file().toString(), "not there");
            }
            var twice = seen.found().stream().flatMap(SortedSet::stream).filter(name -> !names.add(name)).findFirst();
            if (seen.found().isEmpty()) {
                return seen;
            }
            if (twice.isPresent()) {
                return new Malformed<>(source.file().toString(), "its " + twice.get() + " is in another source, too");
            }
        }
        var first = order.sources().getFirst().file().toString();
        return ProgramsOrder.lists(names) ? Observation.present(names) : new Malformed<>(first, "found " + names.size()
                + " programs with the other sources, at most " + ProgramsOrder.MOST + " are installed together");
    }
}

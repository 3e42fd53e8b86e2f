package io.rootlessctl.host;

import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.ProgramsOrder.Source;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;

/** See {@link FakeInstall}. */
record FakeReleases(FakeFiles files, Account as) implements ReleaseView {
    @Override
    public Observation<Path> link(Path path) {
        return files.status(path, as).flatMap(_ -> files.linkTarget(path).<Observation<Path>>map(Observation::present)
                .orElseGet(() -> new Observation.Malformed<>(path.toString(), "found no symbolic link")));
    }

    @Override
    public Observation<String> stamp(Path file) {
        return files.text(file, as).map(text -> text.content().hashCode() + " " + text.modified());
    }

    @Override
    public Observation<String> digest(Path file) {
        return files.text(file, as).map(text -> FakeInstall.digest(text.content()));
    }

    @Override
    public Observation<SortedSet<String>> programs(Source source) {
        return files.text(source.file(), as).flatMap(text -> FakeInstall.digest(text.content()).equals(source.sha256())
                ? Observation.present(new TreeSet<>(FakeInstall.programs(text.content()).keySet()))
                : new Observation.Malformed<>(source.file().toString(), "found the SHA-256 sum "
                        + FakeInstall.digest(text.content()) + ", expected " + source.sha256()));
    }
}

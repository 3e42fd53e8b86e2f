package io.rootlessctl.resource;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.Program;
import io.rootlessctl.host.RootlessScript;
import io.rootlessctl.manifest.HostSettings;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import io.rootlessctl.resource.ProfileFiles.Forbidding;
import io.rootlessctl.resource.ProfileFiles.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The AppArmor profile that lets one rootlesskit make user namespaces: where the kernel forbids that to programs without
 * one (Ubuntu 23.10 and later), and where a profile of the host's own forbids it to this program. Distributions cover
 * /usr/bin/rootlesskit only.
 */
final class AppArmorProfile implements ResourceKind<AppArmorProfile.Wish, AppArmorProfile.Seen> {
    private static final String RESTRICTION = "kernel.apparmor_restrict_unprivileged_userns";
    private static final String YES = "true";
    private static final String FORBIDS = "forbids user namespaces";
    /** Other characters mean something in a profile. */
    private static final Pattern PLAIN = Pattern.compile("[\\w/.@+:=-]+");

    /**
     * @param wanted false when no user runs it any more
     * @param created whether the file is one that we made
     */
    record Wish(Path program, boolean wanted, boolean created) {}

    /**
     * @param loaded empty where this caller cannot know
     * @param forbids where it is the profile itself that keeps the program from it
     */
    record Seen(Profile profile, Optional<Boolean> loaded, Optional<Forbidding> forbids) {}

    @Override
    public String name() {
        return "apparmor";
    }

    @Override
    public Set<String> keys() {
        return Set.of("host.apparmor");
    }

    @Override
    public List<Desired<Wish>> declare(Declaration declaration, LastApplied last, HostView host) {
        var wishes = new TreeMap<String, Wish>();
        if (declaration.decides(host)) {
            last.names(Scope.HOST, name()).forEach(program -> wishes.put(program, new Wish(
                    Path.of(program), false, last.at(Scope.HOST, new Address(name(), program)).created())));
        }
        if (declaration.host().apparmor().filter(HostSettings.AppArmor.IGNORE::equals).isEmpty()) {
            boolean restricted = restricted(host);
            declaration.users().stream().filter(user -> user.wanted())
                    .flatMap(user -> rootlessKit(user, host).stream()).distinct()
                    .filter(program -> restricted || forbade(program, last) || ProfileFiles.forbidding(program, host).isPresent())
                    .forEach(program -> wishes.put(program.toString(), new Wish(program, true, false)));
        }
        return wishes.values().stream()
                .map(wish -> new Desired<>(new Address(name(), wish.program().toString()), Scope.HOST, wish)).toList();
    }

    /** A profile that had to be changed once has to stay so: it forbids no more, because we changed it. */
    private boolean forbade(Path program, LastApplied last) {
        return last.at(Scope.HOST, new Address(name(), program.toString())).former("profile").filter(FORBIDS::equals).isPresent();
    }

    private static boolean restricted(HostView host) {
        return host.sysctl(RESTRICTION).found().filter("1"::equals).isPresent();
    }

    /** The one that dockerd-rootless.sh starts for this user; AppArmor goes by files, and not by links to them. */
    static Optional<Path> rootlessKit(Declaration.User user, HostView host) {
        var brought = ProgramSearch.declared(user, host);
        return RootlessScript.rootlessKit(name -> ProgramSearch.find(name, user, host)).map(Program::path)
                .map(path -> brought.filter(order -> order.bin().equals(path.getParent()))
                        .map(order -> order.directory().resolve(path.getFileName())).orElse(path));
    }

    @Override
    public Observation<Seen> observe(Wish desired, HostView host) {
        var own = ProfileFiles.own(desired.program()).read(host);
        return own.obstacle().isPresent() ? own.flatMap(_ -> Observation.absent())
                : seen(desired.program(), host).map(Observation::present).orElseGet(Observation::absent);
    }

    /** One that forbids comes first: were there another one for the same program, the kernel would take neither. */
    private static Optional<Seen> seen(Path program, HostView host) {
        var forbids = ProfileFiles.forbidding(program, host);
        return forbids.map(Forbidding::profile).or(() -> ProfileFiles.covering(program, host))
                .map(profile -> new Seen(profile, ProfileFiles.loaded(profile, host), forbids));
    }

    @Override
    public SortedMap<String, String> desired(Wish desired) {
        return new TreeMap<>(desired.wanted() ? Map.of("profile", YES, "loaded", YES) : Map.of());
    }

    @Override
    public SortedMap<String, String> observed(Wish desired, Observation<Seen> observed) {
        var fields = new TreeMap<String, String>();
        observed.found().ifPresent(seen -> {
            fields.put("profile", seen.forbids().isPresent() ? FORBIDS : YES);
            if (seen.loaded().orElse(true)) {
                fields.put("loaded", YES);
            }
        });
        return fields;
    }

    @Override
    public Proposal propose(Wish desired, Observation<Seen> observed, List<FieldDiff> diffs, HostView host) {
        var own = ProfileFiles.own(desired.program());
        var steps = new ArrayList<Step>();
        if (!desired.wanted() && diffs.stream().anyMatch(AppArmorProfile::allowed)) {
            return forbidding(desired.program(), observed.found().orElseThrow(), host);
        }
        if (!desired.wanted()) {
            observed.found().filter(seen -> seen.loaded().orElse(false))
                    .ifPresent(seen -> steps.add(new Step.UnloadProfile(seen.profile().file())));
            steps.addAll(desired.created() ? own.remove() : List.of());
            return Proposal.of(steps);
        }
        if (objection(desired.program(), host).isPresent()) {
            return Proposal.hindered(desired.program() + ": " + objection(desired.program(), host).get()
                    + "; put rootlesskit elsewhere");
        }
        var forbids = observed.found().flatMap(Seen::forbids);
        if (forbids.isPresent()) {
            return allowing(desired.program(), forbids.get());
        }
        if (observed.found().isEmpty()) {
            steps.addAll(own.write(ProfileFiles.text(desired.program()), host));
        }
        steps.add(new Step.LoadProfile(observed.found().map(seen -> seen.profile().file()).orElse(own.path())));
        return Proposal.of(steps).because("this kernel allows user namespaces only to programs with an AppArmor profile");
    }

    /** The other rules are the host's own: they stay. Unloaded first, so that a rollback ends with the old text loaded. */
    private static Proposal allowing(Path program, Forbidding forbids) {
        var file = forbids.profile().file();
        return forbids.mended().map(text -> Proposal
                        .of(new Step.UnloadProfile(file), new Step.WriteFile(file, text, 0644), new Step.LoadProfile(file))
                        .because("this AppArmor profile keeps " + program + " from making user namespaces: adds the rule "
                                + "userns"))
                .orElseGet(() -> Proposal.hindered(file + ": this AppArmor profile denies user namespaces to " + program
                        + ", so no rootless Docker starts; "
                        + (forbids.denied() ? "take the deny rule out there" : "it is a link; add the rule userns where it leads")
                        + ", then: apparmor_parser -r " + file));
    }

    /** Whether the rule that the profile was without is one of ours. */
    private static boolean allowed(FieldDiff diff) {
        return diff.field().equals("profile") && diff.desired().filter(FORBIDS::equals).isPresent();
    }

    private static Proposal forbidding(Path program, Seen seen, HostView host) {
        var file = seen.profile().file();
        return ProfileFiles.unmended(program, file, host).map(text -> Proposal
                        .of(new Step.UnloadProfile(file), new Step.WriteFile(file, text, 0644), new Step.LoadProfile(file)))
                .orElseGet(() -> Proposal.hindered(file + ": the rule userns is not where it was added; take it out by hand, "
                        + "then: apparmor_parser -r " + file));
    }

    private static Optional<String> objection(Path program, HostView host) {
        boolean link = host.status(program, host.caller()).found()
                .filter(status -> status.type() == FileStatus.Type.LINK).isPresent();
        if (link) {
            return Optional.of("a link, and AppArmor goes by the file that it points to");
        }
        return PLAIN.matcher(program.toString()).matches() ? Optional.empty()
                : Optional.of("a name that cannot stand in an AppArmor profile");
    }
}

package io.rootlessctl.cli;

import io.rootlessctl.apply.Chronicle;
import io.rootlessctl.resource.UsersWithDocker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * What the completions of the shells ask: one word a line, after a tab what it is. Looks as {@code explain} does, and
 * changes nothing.
 */
@Command(name = "candidates", hidden = true, description = "Print what may be typed at a place of the command line.")
final class CandidatesCommand implements Callable<Integer> {
    enum Of { users, subjects, applies, pages }

    /** Accounts below it are those of the system, the one above nobody's. */
    private static final long FIRST_USER = 1000;
    private static final long NOBODY = 65534;

    private final Invocation invocation;

    @Parameters(index = "0")
    private Of of;

    /** What has been typed so far: the manifest may be named there. */
    @Parameters(index = "1..*")
    private List<String> words = List.of();

    CandidatesCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        candidates().forEach(invocation.out()::println);
        return ExitStatus.OK.code();
    }

    private Collection<String> candidates() throws Exception {
        return switch (of) {
            case users -> users();
            case subjects -> ExplainCommand.subjects(session());
            case applies -> applies();
            case pages -> ManualCommand.names(invocation);
        };
    }

    private Session session() throws Exception {
        return Session.openOrDefaults(invocation, typed("-f", "--file"), typed("--user"));
    }

    private Optional<String> typed(String... names) {
        for (int i = 0; i < words.size(); i++) {
            for (var name : names) {
                if (words.get(i).equals(name) && i + 1 < words.size()) {
                    return Optional.of(words.get(i + 1));
                }
                if (words.get(i).startsWith(name + "=")) {
                    return Optional.of(words.get(i).substring(name.length() + 1));
                }
            }
        }
        return Optional.empty();
    }

    /** For root those of the manifest and all people of this host; anybody else is served alone. */
    private Collection<String> users() throws Exception {
        var host = invocation.host().get();
        if (!host.root()) {
            return List.of(host.caller().name());
        }
        var names = new TreeSet<String>();
        session().manifest().users().forEach(user -> names.add(user.name()));
        UsersWithDocker.candidates(host).stream().filter(name -> host.account(name).found().filter(account ->
                account.uid() >= FIRST_USER && account.uid() != NOBODY).isPresent()).forEach(names::add);
        return names;
    }

    private List<String> applies() throws Exception {
        var session = Session.withoutManifest(invocation, Optional.empty());
        var applies = new ArrayList<String>();
        new Chronicle(session.host(), invocation.writer().apply(session.host()), session.leaving(false)).all().forEach(
                apply -> applies.addFirst(apply.id() + "\t" + apply.command() + " of " + apply.at() + ", " + apply.result()));
        return applies;
    }
}

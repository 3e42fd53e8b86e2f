package io.rootlessctl.apply;

import io.rootlessctl.host.FakeHost;
import io.rootlessctl.host.FakeHostWriter.Written;
import io.rootlessctl.model.Scope;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Takes an apply back by all the journals it kept, as a command that undoes an apply has to: users first. */
public final class TakenBack {
    private TakenBack() {}

    public static void by(FakeHost host, Declaration declaration) throws IOException {
        var scopes = new ArrayList<Scope>();
        declaration.users().forEach(user -> scopes.add(user.scope()));
        scopes.add(Scope.HOST);
        for (var scope : scopes) {
            for (var journal : journals(host, scope, declaration).reversed()) {
                new Rollback(host, new StepExecutor(host.writer()))
                        .undo(journal.entries(), StateStore.account(scope, declaration, host));
            }
        }
    }

    /** One for each round of the apply; a later round's file takes an earlier one's place. */
    private static List<Journal.Record> journals(FakeHost host, Scope scope, Declaration declaration) throws IOException {
        var file = StateStore.directory(scope, declaration).resolve(Journal.FILE);
        var byStart = new LinkedHashMap<Instant, Journal.Record>();
        for (var text : host.writer().written().stream().filter(one -> one.path().equals(file)).map(Written::content).toList()) {
            var journal = Journal.parse(file, text);
            byStart.put(journal.occasion().at(), journal);
        }
        return List.copyOf(byStart.values());
    }
}

package io.rootlessctl.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rootlessctl.manifest.InvalidManifestException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "validate", description = "Check the manifest, and nothing of the host.", sortOptions = false,
        footer = {"", "Exit status: 0 valid, 65 not; every problem is named with its line and column."})
final class ValidateCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private Options options;

    ValidateCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try {
            new ManifestFile(invocation).read(options.file());
        } catch (InvalidManifestException e) {
            if (options.json()) {
                invocation.out().println(report(e));
            }
            throw e;
        }
        invocation.out().println(options.json() ? VALID : "valid");
        return ExitStatus.OK.code();
    }

    private static final String VALID = "{\"formatVersion\":\"1.0\",\"valid\":true,\"problems\":[]}";

    private static String report(InvalidManifestException invalid) {
        var nodes = JsonNodeFactory.instance;
        var problems = nodes.arrayNode();
        invalid.problems().forEach(problem -> problems.add(problem.toString()));
        return nodes.objectNode().put("formatVersion", "1.0").put("valid", false).set("problems", problems).toString();
    }
}

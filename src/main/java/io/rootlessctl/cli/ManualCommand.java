package io.rootlessctl.cli;

import io.rootlessctl.render.ManifestPage;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "manual", description = {
        "Print a page of the manual, for man to show.",
        "Installed packages have the pages where man finds them."},
        sortOptions = false, abbreviateSynopsis = true, parameterListHeading = "%nWhich one:%n",
        optionListHeading = "%nOptions:%n", exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:printed"},
        footerHeading = "%nExamples:%n", footer = {
            "  rootlessctl manual plan | man -l -",
            "  rootlessctl manual rootless.toml | man -l -",
            "  # every page, to where man looks for a user's own",
            "  dir=~/.local/share/man; mkdir -p $dir/man1 $dir/man5",
            "  rootlessctl manual --list | while read -r page; do",
            "      rootlessctl manual $page >$dir/man${page##*.}/$page",
            "  done"})
final class ManualCommand implements Callable<Integer> {
    static final String MANIFEST = "rootless.toml";
    private static final String PROGRAM = "rootlessctl";

    private final Invocation invocation;

    @Parameters(paramLabel = "PAGE", defaultValue = PROGRAM, description = {
        "A command, or rootless.toml; without one the page of",
        "the program. The names of --list are understood, too."})
    private String name;

    @Option(names = "--list", description = "Print the files' names of all pages.")
    private boolean list;

    @Mixin
    private HelpOption help;

    ManualCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        var pages = pages();
        if (list) {
            pages.keySet().forEach(invocation.out()::println);
            return ExitStatus.OK.code();
        }
        var file = List.of(name, PROGRAM + "-" + name + ".1", name + ".1", name + ".5").stream()
                .filter(pages::containsKey).findFirst().orElseThrow(() -> new UsageException(
                        name + ": no page of the manual; `rootlessctl manual --list` has their names", null));
        invocation.out().print(pages.get(file).get());
        return ExitStatus.OK.code();
    }

    /** Of the pages, as somebody types them. */
    static List<String> names(Invocation invocation) {
        var names = new ArrayList<>(withPage(program(invocation)).stream().map(CommandSpec::name).toList());
        names.add(MANIFEST);
        return names;
    }

    /** This run has made the one command that was named; the manual is of all. */
    private static CommandSpec program(Invocation invocation) {
        var line = new CommandLine(new RootCommand(), new Factory(invocation));
        Commands.addTo(line);
        return line.getCommandSpec();
    }

    /** By the name of their file. */
    private SequencedMap<String, Supplier<String>> pages() {
        var program = program(invocation);
        var pages = new LinkedHashMap<String, Supplier<String>>();
        pages.put(PROGRAM + ".1", () -> CommandPage.of(program, date()));
        withPage(program).forEach(command ->
                pages.put(CommandPage.name(command) + ".1", () -> CommandPage.of(command, date())));
        pages.put(MANIFEST + ".5", () -> ManifestPage.of(date(), program.version()[0]));
        return pages;
    }

    /** All but the one that only prints the help of the others. */
    static List<CommandSpec> withPage(CommandSpec program) {
        return CommandPage.visible(program).stream().filter(command -> !command.name().equals("help")).toList();
    }

    private LocalDate date() {
        var declared = invocation.environment().getOrDefault("SOURCE_DATE_EPOCH", "");
        var at = declared.matches("[0-9]{1,11}") ? Instant.ofEpochSecond(Long.parseLong(declared)) : invocation.clock().instant();
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }
}

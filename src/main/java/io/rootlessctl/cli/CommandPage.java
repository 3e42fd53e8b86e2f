package io.rootlessctl.cli;

import static io.rootlessctl.render.Roff.bold;
import static io.rootlessctl.render.Roff.italic;

import io.rootlessctl.render.Roff;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A command's page of the manual: what its help says, and what is around it. */
final class CommandPage {
    private static final String USAGE = Integer.toString(ExitStatus.USAGE.code());
    private static final String INVALID = Integer.toString(ExitStatus.INVALID_MANIFEST.code());

    private final CommandSpec command;
    private final Roff page;

    private CommandPage(CommandSpec command, LocalDate date) {
        this.command = command;
        page = new Roff(name(command), 1, date, command.root().version()[0]);
    }

    /** @return {@code rootlessctl-plan} */
    static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    static String of(CommandSpec command, LocalDate date) {
        var page = new CommandPage(command, date);
        page.whatItIs();
        page.arguments();
        page.commands();
        page.exitStatuses();
        page.mentions("ENVIRONMENT", Mention.ENVIRONMENT);
        page.mentions("FILES", Mention.FILES);
        page.examples();
        page.others();
        return page.page.toString();
    }

    private void whatItIs() {
        var lines = description(command);
        var summary = lines.getFirst().replaceFirst("\\.$", "");
        page.name(name(command), summary.substring(0, 1).toLowerCase(Locale.ROOT) + summary.substring(1));
        page.synopsis(synopsis());
        page.section("DESCRIPTION");
        page.paragraph(String.join(" ", lines));
    }

    /** The first sentence alone is in a line of its own. */
    static List<String> description(CommandSpec command) {
        var usage = command.usageMessage();
        return lines(usage.header().length > 0 ? usage.header() : usage.description());
    }

    /** Picocli's texts are formats. */
    static List<String> lines(String... texts) {
        return Arrays.stream(texts).flatMap(text -> String.format(text).lines()).toList();
    }

    private List<String> synopsis() {
        var custom = command.usageMessage().customSynopsis();
        if (custom.length > 0) {
            return Arrays.stream(String.join(" ", custom).split(" ")).map(CommandPage::placeholderOrWord).toList();
        }
        var words = new ArrayList<>(List.of(bold(command.qualifiedName(" "))));
        options(command).forEach(option -> words.add("[" + bold(option.shortestName()) + value(option, " ") + "]"));
        positionals(command).forEach(one -> words.add(
                one.required() ? italic(one.paramLabel()) : "[" + italic(one.paramLabel()) + "]"));
        return words;
    }

    /** A custom synopsis has placeholders in capitals. */
    private static String placeholderOrWord(String word) {
        return word.matches("\\[?[A-Z][A-Z.]*]?") ? italic(word) : bold(word);
    }

    private static List<OptionSpec> options(CommandSpec command) {
        return command.options().stream().filter(option -> !option.hidden()).toList();
    }

    private static String value(OptionSpec option, String separator) {
        if (option.arity().max() == 0) {
            return "";
        }
        return option.arity().min() == 0 ? "[=" + italic(option.paramLabel()) + "]" : separator + italic(option.paramLabel());
    }

    private void arguments() {
        var positionals = positionals(command);
        if (!positionals.isEmpty()) {
            page.section("ARGUMENTS");
            positionals.forEach(one -> page.tagged(italic(one.paramLabel()), text(one)));
        }
        page.section("OPTIONS");
        options(command).forEach(this::option);
        ApiCommand.of(command.name()).ifPresent(known -> {
            page.tagged(bold("--socket") + " " + italic("API.SOCK"), "Before the command's name: the socket to ask.");
            known.options().forEach((names, text) -> page.tagged(bold(names), text + "."));
        });
    }

    private void option(OptionSpec option) {
        page.tagged(Arrays.stream(option.names()).map(name -> bold(name) + value(option, name.startsWith("--") ? "=" : " "))
                .collect(Collectors.joining(", ")), text(option));
    }

    private static List<PositionalParamSpec> positionals(CommandSpec of) {
        return of.positionalParameters().stream().filter(one -> !one.hidden()).toList();
    }

    private static String text(ArgSpec argument) {
        return String.join(" ", lines(argument.description()));
    }

    /** The program's commands have pages of their own, those of a command are told of with it. */
    private void commands() {
        var commands = visible(command);
        if (!commands.isEmpty()) {
            page.section("COMMANDS");
            commands.forEach(one -> {
                page.tagged(bold(one.name()), String.join(" ", description(one)));
                if (command.parent() != null) {
                    options(one).forEach(this::option);
                }
            });
        }
    }

    static List<CommandSpec> visible(CommandSpec command) {
        return command.subcommands().values().stream().map(CommandLine::getCommandSpec)
                .filter(one -> !one.usageMessage().hidden()).toList();
    }

    /** Every command may be typed wrongly, and every manifest be invalid. */
    private void exitStatuses() {
        var all = new TreeMap<String, String>(Comparator.comparingInt(status -> status.equals("*") ? -1 : Integer.parseInt(status)));
        var general = command.root().usageMessage().exitCodeList();
        command.usageMessage().exitCodeList().forEach((status, text) -> all.put(status.strip(), text));
        if (ApiCommand.of(command.name()).isEmpty()) {
            all.putIfAbsent(USAGE, general.get(USAGE));
        }
        if (command.findOption("--file") != null) {
            all.putIfAbsent(INVALID, general.get(INVALID));
        }
        page.section("EXIT STATUS");
        all.forEach((status, text) -> page.tagged(bold(status), text));
    }

    private void mentions(String title, List<Mention> all) {
        var own = Mention.of(all, command);
        if (!own.isEmpty()) {
            page.section(title);
            own.forEach(one -> page.tagged(bold(one.name()), one.text()));
        }
    }

    private void examples() {
        page.section("EXAMPLES");
        page.example(lines(command.usageMessage().footer()).stream().map(line -> line.replaceFirst("^ {2}", "")).toList());
    }

    private void others() {
        page.section("SEE ALSO");
        var names = new ArrayList<String>();
        if (command.parent() != null) {
            names.add(bold("rootlessctl") + "(1)");
        } else {
            ManualCommand.withPage(command).forEach(one -> names.add(bold(name(one)) + "(1)"));
        }
        names.add(bold(ManualCommand.MANIFEST) + "(5)");
        page.written(String.join(", ", names));
    }
}

package io.rootlessctl.cli;

import io.rootlessctl.render.Completions;
import io.rootlessctl.render.Completions.Offer;
import io.rootlessctl.render.Completions.Option;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What the commands' own annotations say of what may be typed. */
final class CompletionTree {
    /** By the placeholder that stands for the value in the help. */
    private static final Map<String, Offer> BY_LABEL = Map.of(
            "FILE", new Offer.Files(), "DIR", new Offer.Files(), "SOCKET", new Offer.Files(), "ARCHIVE", new Offer.Files(),
            "NAME", new Offer.Asked("users"), "SUBJECT", new Offer.Asked("subjects"), "NUMBER", new Offer.Asked("applies"),
            "PAGE", new Offer.Asked("pages"));

    private CompletionTree() {}

    static Completions of(CommandSpec program) {
        return new Completions(command(program, ""));
    }

    private static Completions.Command command(CommandSpec spec, String path) {
        var options = new ArrayList<Option>();
        spec.options().stream().filter(option -> !option.hidden()).map(CompletionTree::option).forEach(options::add);
        ApiCommand.of(spec.name()).ifPresent(known -> known.options().forEach((names, text) -> options.add(
                new Option(List.of(names.split(", ")), text, "", false, new Offer.None()))));
        var operands = spec.positionalParameters().stream().filter(one -> !one.hidden())
                .map(one -> operand(one, spec)).toList();
        var below = CommandPage.visible(spec).stream()
                .map(one -> command(one, path.isEmpty() ? one.name() : path + " " + one.name())).toList();
        return new Completions.Command(path, CommandPage.description(spec).getFirst(), options, operands, below);
    }

    private static Option option(OptionSpec option) {
        boolean value = option.arity().max() > 0;
        return new Option(Arrays.asList(option.names()), String.join(" ", CommandPage.lines(option.description())),
                option.paramLabel(), option.arity().min() > 0, value ? offer(option) : new Offer.None());
    }

    private static Offer operand(PositionalParamSpec operand, CommandSpec command) {
        return command.name().equals("help")
                ? new Offer.Words(CommandPage.visible(command.root()).stream().map(CommandSpec::name).toList()) : offer(operand);
    }

    private static Offer offer(ArgSpec argument) {
        var words = Optional.ofNullable(argument.completionCandidates());
        return words.<Offer>map(all -> new Offer.Words(StreamSupport.stream(all.spliterator(), false).toList()))
                .orElseGet(() -> BY_LABEL.getOrDefault(argument.paramLabel(), new Offer.Any()));
    }
}

package io.rootlessctl.cli;

import io.rootlessctl.host.IdType;
import io.rootlessctl.model.IdTranslation;
import io.rootlessctl.render.IdMapJson;
import io.rootlessctl.render.IdMapText;
import io.rootlessctl.resource.IdMaps;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "idmap", description = {
        "Translate ids between containers and the host, both ways.",
        "By the maps of the running daemon, else by those that it would get."},
        sortOptions = false, abbreviateSynopsis = true,
        parameterListHeading = "%nWhat to translate:%n", optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {
            "0:every id has a counterpart", "1:failed", "2:an id has none, neither way"},
        footerHeading = "%nExamples:%n", footer = {
            "  # the whole map",
            "  rootlessctl idmap",
            "  # whose file is it that belongs to 100999 on the host",
            "  rootlessctl idmap --from host 100999"})
final class IdmapCommand implements Callable<Integer> {
    /** The kernel keeps the one above it for \"no id\". */
    private static final long LARGEST = 4_294_967_294L;

    enum Side { container, host }

    enum Type { uid, gid }

    private final Invocation invocation;

    @Parameters(paramLabel = "ID", arity = "0..*", description = "Ids of users and groups; without any, the maps are shown.")
    private List<String> ids = List.of();

    @Option(names = "--from", paramLabel = "SIDE", description = "Where the ids are from: container or host.")
    private Side from;

    @Option(names = "--type", paramLabel = "TYPE", description = "Of what the ids are: uid or gid.")
    private Type type;

    @Mixin
    private Options options;

    IdmapCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var numbers = ids.stream().map(IdmapCommand::number).toList();
        var user = Session.openOrDefaults(invocation, options).onlyUser("idmap");
        var maps = IdMaps.of(user, invocation.host().get());
        var translations = new ArrayList<IdTranslation>();
        numbers.forEach(id -> translations.addAll(translations(maps, id)));
        invocation.out().print(options.json() ? IdMapJson.render(user.name(), maps, translations)
                : numbers.isEmpty() ? IdMapText.maps(user.name(), maps) : IdMapText.translations(maps, translations));
        boolean all = numbers.stream().allMatch(id -> translations.stream()
                .anyMatch(translation -> translation.id() == id && translation.to().isPresent()));
        return (all ? ExitStatus.OK : ExitStatus.PENDING).code();
    }

    private List<IdTranslation> translations(IdMaps maps, long id) {
        var all = new ArrayList<IdTranslation>();
        for (var side : Side.values()) {
            for (var kind : IdType.values()) {
                if ((from == null || from == side) && (type == null || type.name().equalsIgnoreCase(kind.name()))) {
                    all.add(new IdTranslation(kind == IdType.UID, side == Side.container, id,
                            side == Side.container ? maps.onHost(kind, id) : maps.inContainer(kind, id)));
                }
            }
        }
        return all;
    }

    private static long number(String text) {
        if (text.matches("\\d{1,10}") && Long.parseLong(text) <= LARGEST) {
            return Long.parseLong(text);
        }
        throw new UsageException("idmap: found \"" + text + "\", expected an id from 0 to " + LARGEST, null);
    }
}

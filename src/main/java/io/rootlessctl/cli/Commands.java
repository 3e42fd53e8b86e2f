package io.rootlessctl.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import picocli.CommandLine;

/**
 * The commands, in the order of the help. Making one costs a start several milliseconds, so only those are made that the
 * arguments may mean.
 */
final class Commands {
    private static final SequencedMap<String, Class<?>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("apply", ApplyCommand.class);
        ALL.put("plan", PlanCommand.class);
        ALL.put("drift", DriftCommand.class);
        ALL.put("status", StatusCommand.class);
        ALL.put("report", ReportCommand.class);
        ALL.put("doctor", DoctorCommand.class);
        ALL.put("import", ImportCommand.class);
        ALL.put("validate", ValidateCommand.class);
        ALL.put("history", HistoryCommand.class);
        ALL.put("rollback", RollbackCommand.class);
        ALL.put("confirm", ConfirmCommand.class);
        ALL.put("uninstall", UninstallCommand.class);
        ALL.put("env", EnvCommand.class);
        ALL.put("exec", ExecCommand.class);
        ALL.put("logs", LogsCommand.class);
        ALL.put("idmap", IdmapCommand.class);
        ALL.put("backup", BackupCommand.class);
        ALL.put("restore", RestoreCommand.class);
        ALL.put("explain", ExplainCommand.class);
        ALL.put("config", ConfigCommand.class);
        ALL.put("schema", SchemaCommand.class);
        ALL.put("completion", CompletionCommand.class);
        ALL.put("manual", ManualCommand.class);
        ALL.put("list-ports", ListPortsCommand.class);
        ALL.put("add-ports", AddPortsCommand.class);
        ALL.put("remove-ports", RemovePortsCommand.class);
        ALL.put("info", RootlessKitInfoCommand.class);
        ALL.put("candidates", CandidatesCommand.class);
        ALL.put("guard", GuardCommand.class);
        ALL.put("help", CommandLine.HelpCommand.class);
    }

    private Commands() {}

    /** Every command there is. */
    static void addTo(CommandLine line) {
        ALL.forEach(line::addSubcommand);
    }

    /** All commands for the help, and for arguments that begin with none: they may hold one that is misspelt. */
    static void addTo(CommandLine line, String... arguments) {
        var words = Arrays.stream(arguments).filter(argument -> !argument.startsWith("-")).toList();
        boolean plain = !words.isEmpty() && ALL.containsKey(words.getFirst()) && !words.getFirst().equals("help");
        // The first word may be the value of an option before the command.
        var wanted = plain ? Set.copyOf(words) : ALL.keySet();
        ALL.forEach((name, type) -> {
            if (wanted.contains(name)) {
                line.addSubcommand(name, type);
            }
        });
    }
}

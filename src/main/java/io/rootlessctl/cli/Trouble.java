package io.rootlessctl.cli;

import io.rootlessctl.manifest.NearestName;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Exceptions of the JDK and of picocli as messages of ours: the subject first, lower case, what was found. */
final class Trouble {
    private Trouble() {}

    /** What went wrong, with the file where the exception names one. */
    static String message(IOException e) {
        return e instanceof FileSystemException file && file.getFile() != null
                ? file.getFile() + ": " + reason(e) : reason(e);
    }

    /** What went wrong, without the file. */
    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException file when file.getReason() != null -> uncapitalised(file.getReason());
            default -> e.getMessage() == null ? e.toString() : uncapitalised(e.getMessage());
        };
    }

    static String message(ParameterException e) {
        return e instanceof UnmatchedArgumentException unmatched ? unmatched(unmatched)
                : uncapitalised(e.getMessage()).replace(" (case-insensitive)", "").replaceAll("\\.$", "");
    }

    private static String unmatched(UnmatchedArgumentException e) {
        var argument = e.getUnmatched().getFirst();
        if (e.isUnknownOption()) {
            return "unknown option " + argument + meant(e);
        }
        return e.getCommandLine().getSubcommands().isEmpty()
                ? "unexpected argument " + argument : "unknown command " + argument
                        + NearestName.of(argument, e.getCommandLine().getSubcommands().keySet()).map(Trouble::meant).orElse("");
    }

    private static String meant(UnmatchedArgumentException e) {
        return e.getSuggestions().stream().findFirst().map(Trouble::meant).orElse("");
    }

    private static String meant(String near) {
        return "; did you mean " + near + "?";
    }

    /** Names such as {@code RootlessKit} and {@code HTTP} keep theirs. */
    private static String uncapitalised(String text) {
        return text.matches("(?s)[A-Z][a-z]*([ /].*)?") ? Character.toLowerCase(text.charAt(0)) + text.substring(1) : text;
    }
}

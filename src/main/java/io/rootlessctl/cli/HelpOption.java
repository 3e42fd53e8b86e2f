package io.rootlessctl.cli;

import picocli.CommandLine.Option;

/** On every command: the first thing that is tried. */
final class HelpOption {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;
}

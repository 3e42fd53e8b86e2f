package io.rootlessctl.edit;

/**
 * An {@code Environment=} line whose value has blanks and no quotes.
 *
 * @param first its number in the file, from 1
 * @param last the same unless it is continued
 * @param meant the line with its quotes
 */
public record UnquotedLine(int first, int last, String meant) {}

package io.rootlessctl.host;

/** What came of one request to RootlessKit's API; the reasons are the system's own words, in lower case. */
public sealed interface RootlessKitReply {

    record Answer(int status, String body) implements RootlessKitReply {}

    /** The path leads to nothing. */
    record NoSocket(String reason) implements RootlessKitReply {}

    /** There is something, and it takes no connection. */
    record NoConnection(String reason) implements RootlessKitReply {}

    /** Whatever took the connection does not speak HTTP, or no longer. */
    record NoAnswer(String reason) implements RootlessKitReply {}
}

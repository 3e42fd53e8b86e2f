package io.rootlessctl.host;

import java.time.Instant;

public record FileText(String content, FileStatus status, Instant modified) {}

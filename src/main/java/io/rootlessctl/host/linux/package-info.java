/**
 * One real Linux host, read: files with their owner's credentials, /proc, a few commands with an argument list and a
 * time limit, the Engine's and RootlessKit's sockets. {@link LinuxHost} composes; what a text means is decided by the
 * small parsers beside it, which know nothing of where the text comes from.
 */
package io.rootlessctl.host.linux;

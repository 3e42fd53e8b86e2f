package io.rootlessctl.host.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The extended attribute {@code security.capability}: a little-endian {@code struct vfs_cap_data}, a word with the
 * revision and the effective flag, then permitted and inheritable, 32 bits each and lower half first.
 */
final class FileCapabilities {
    /** Two pairs of masks and, from revision 3 on, the owner of the user namespace that they are for. */
    static final int LIMIT = 24;
    private static final int EFFECTIVE = 1;
    /** In the kernel's order, from bit 0. */
    private static final List<String> NAMES = List.of(
            "chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap",
            "linux_immutable", "net_bind_service", "net_broadcast", "net_admin", "net_raw", "ipc_lock", "ipc_owner",
            "sys_module", "sys_rawio", "sys_chroot", "sys_ptrace", "sys_pacct", "sys_admin", "sys_boot", "sys_nice",
            "sys_resource", "sys_time", "sys_tty_config", "mknod", "lease", "audit_write", "audit_control", "setfcap",
            "mac_override", "mac_admin", "syslog", "wake_alarm", "block_suspend", "audit_read", "perfmon", "bpf",
            "checkpoint_restore");

    private FileCapabilities() {}

    /** As setcap takes it, {@code cap_net_bind_service=ep}; empty when the bytes are not understood. */
    static Optional<String> parse(byte[] bytes) {
        if (bytes.length != 12 && bytes.length != 20 && bytes.length != LIMIT) {
            return Optional.empty();
        }
        var words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        boolean effective = (words.getInt() & EFFECTIVE) != 0;
        long permitted = Integer.toUnsignedLong(words.getInt());
        long inheritable = Integer.toUnsignedLong(words.getInt());
        if (words.remaining() >= 8) {
            permitted |= Integer.toUnsignedLong(words.getInt()) << 32;
            inheritable |= Integer.toUnsignedLong(words.getInt()) << 32;
        }
        var clauses = new ArrayList<String>();
        clause(permitted & inheritable, (effective ? "e" : "") + "ip", clauses);
        clause(permitted & ~inheritable, (effective ? "e" : "") + "p", clauses);
        clause(inheritable & ~permitted, (effective ? "e" : "") + "i", clauses);
        return Optional.of(String.join(" ", clauses));
    }

    private static void clause(long mask, String flags, List<String> clauses) {
        var names = new ArrayList<String>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((mask >> bit & 1) != 0) {
                names.add(bit < NAMES.size() ? "cap_" + NAMES.get(bit) : Integer.toString(bit));
            }
        }
        if (!names.isEmpty()) {
            clauses.add(String.join(",", names) + "=" + flags);
        }
    }
}

package io.rootlessctl.host.linux;

import com.kenai.jffi.ArrayFlags;
import com.kenai.jffi.Function;
import com.kenai.jffi.HeapInvocationBuffer;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.MemoryIO;
import com.kenai.jffi.Type;
import java.nio.charset.StandardCharsets;

/**
 * The few calls of the C library that the JDK does not have. Bound one by one to jffi, on which jnr is built: jnr's own
 * binding of an interface costs 40 ms at its first use, and a proxy's detours at every further one.
 */
final class LibC {
    static final int ENOENT = 2;
    static final int ENOTDIR = 20;
    static final int ELOOP = 40;
    static final int ENXIO = 6;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int ENODATA = 61;
    static final int EOPNOTSUPP = 95;
    static final int ECONNREFUSED = 111;

    private static final Type INT = Type.SINT, LONG = Type.SLONG, POINTER = Type.POINTER;
    private static final Invoker INVOKER = Invoker.getInstance();

    private static final Function OPEN = function("open", INT, POINTER, INT, INT);
    private static final Function READ = function("read", LONG, INT, POINTER, LONG);
    private static final Function LSEEK = function("lseek", LONG, INT, LONG, INT);
    private static final Function CLOSE = function("close", INT, INT);
    private static final Function FSYNC = function("fsync", INT, INT);
    private static final Function PWRITE = function("pwrite", LONG, INT, POINTER, LONG, LONG);
    private static final Function FTRUNCATE = function("ftruncate", INT, INT, LONG);
    private static final Function FCNTL = function("fcntl", INT, INT, INT, POINTER);
    private static final Function FCNTL_OF_NUMBER = function("fcntl", INT, INT, INT, INT);
    private static final Function IOCTL = function("ioctl", INT, INT, LONG, POINTER);
    private static final Function SIGPROCMASK = function("sigprocmask", INT, INT, POINTER, POINTER);
    private static final Function EXECVE = function("execve", INT, POINTER, POINTER, POINTER);
    private static final Function SET_GROUPS = function("syscall", LONG, LONG, LONG, POINTER);
    private static final Function SYSCALL = function("syscall", LONG, LONG, LONG, LONG, LONG, LONG);
    private static final Function KILL = function("kill", INT, INT, INT);
    private static final Function EXIT = function("_exit", Type.VOID, INT);
    private static final Function CHDIR = function("chdir", INT, POINTER);
    private static final Function GETGROUPLIST = function("getgrouplist", INT, POINTER, INT, POINTER, POINTER);
    private static final Function GETXATTR = function("getxattr", LONG, POINTER, POINTER, POINTER, LONG);
    private static final Function STRERROR = function("strerror", POINTER, INT);

    private LibC() {}

    static Function function(String name, Type result, Type... parameters) {
        return new Function(Library.getDefault().getSymbolAddress(name), result, parameters);
    }

    static int open(String path, int flags, int mode) {
        var call = new HeapInvocationBuffer(OPEN);
        put(call, path);
        call.putInt(flags);
        call.putInt(mode);
        return INVOKER.invokeInt(OPEN, call);
    }

    static long read(int fd, byte[] buffer, long size) {
        var call = new HeapInvocationBuffer(READ);
        call.putInt(fd);
        call.putArray(buffer, 0, buffer.length, ArrayFlags.OUT);
        call.putLong(size);
        return INVOKER.invokeLong(READ, call);
    }

    static long lseek(int fd, long offset, int whence) {
        var call = new HeapInvocationBuffer(LSEEK);
        call.putInt(fd);
        call.putLong(offset);
        call.putInt(whence);
        return INVOKER.invokeLong(LSEEK, call);
    }

    static int close(int fd) {
        return ofDescriptor(CLOSE, fd);
    }

    static int fsync(int fd) {
        return ofDescriptor(FSYNC, fd);
    }

    private static int ofDescriptor(Function function, int fd) {
        var call = new HeapInvocationBuffer(function);
        call.putInt(fd);
        return INVOKER.invokeInt(function, call);
    }

    static long pwrite(int fd, byte[] bytes, long size, long offset) {
        var call = new HeapInvocationBuffer(PWRITE);
        call.putInt(fd);
        call.putArray(bytes, 0, bytes.length, ArrayFlags.IN);
        call.putLong(size);
        call.putLong(offset);
        return INVOKER.invokeLong(PWRITE, call);
    }

    static int ftruncate(int fd, long size) {
        var call = new HeapInvocationBuffer(FTRUNCATE);
        call.putInt(fd);
        call.putLong(size);
        return INVOKER.invokeInt(FTRUNCATE, call);
    }

    /** For the locks of files: {@code lock} is a struct flock. */
    static int fcntl(int fd, int command, byte[] lock) {
        var call = new HeapInvocationBuffer(FCNTL);
        call.putInt(fd);
        call.putInt(command);
        call.putArray(lock, 0, lock.length, ArrayFlags.IN | ArrayFlags.OUT);
        return INVOKER.invokeInt(FCNTL, call);
    }

    static int fcntl(int fd, int command, int value) {
        var call = new HeapInvocationBuffer(FCNTL_OF_NUMBER);
        call.putInt(fd);
        call.putInt(command);
        call.putInt(value);
        return INVOKER.invokeInt(FCNTL_OF_NUMBER, call);
    }

    /** @param set one bit for each signal, as many bytes as the C library has for it */
    static int sigprocmask(int how, byte[] set) {
        var call = new HeapInvocationBuffer(SIGPROCMASK);
        call.putInt(how);
        call.putArray(set, 0, set.length, ArrayFlags.IN);
        call.putAddress(0);
        return INVOKER.invokeInt(SIGPROCMASK, call);
    }

    /** Returns only when it failed. */
    static int execve(String program, String[] arguments, String[] environment) {
        var call = new HeapInvocationBuffer(EXECVE);
        put(call, program);
        call.putAddress(pointers(arguments));
        call.putAddress(pointers(environment));
        return INVOKER.invokeInt(EXECVE, call);
    }

    /** An array of strings, ended by a null pointer. Nothing frees it: it is the last that this process makes. */
    private static long pointers(String[] texts) {
        var memory = MemoryIO.getInstance();
        long array = memory.allocateMemory((texts.length + 1L) * Long.BYTES, true);
        for (int i = 0; i < texts.length; i++) {
            var bytes = texts[i].getBytes(StandardCharsets.UTF_8);
            long text = memory.allocateMemory(bytes.length + 1L, true);
            memory.putByteArray(text, bytes, 0, bytes.length);
            memory.putAddress(array + (long) i * Long.BYTES, text);
        }
        return array;
    }

    /** For setgroups: the C library's own function changes every thread of the process, the kernel's only this one. */
    static long syscall(long number, long count, int[] groups) {
        var call = new HeapInvocationBuffer(SET_GROUPS);
        call.putLong(number);
        call.putLong(count);
        call.putArray(groups, 0, groups.length, ArrayFlags.IN);
        return INVOKER.invokeLong(SET_GROUPS, call);
    }

    /** For setresuid and setresgid, of which the same holds: {@code -1} leaves an id as it is. And for process descriptors. */
    static long syscall(long number, long first, long second, long third, long fourth) {
        var call = new HeapInvocationBuffer(SYSCALL);
        call.putLong(number);
        call.putLong(first);
        call.putLong(second);
        call.putLong(third);
        call.putLong(fourth);
        return INVOKER.invokeLong(SYSCALL, call);
    }

    static int kill(int pid, int signal) {
        var call = new HeapInvocationBuffer(KILL);
        call.putInt(pid);
        call.putInt(signal);
        return INVOKER.invokeInt(KILL, call);
    }

    /** Does not return. */
    static void exit(int status) {
        var call = new HeapInvocationBuffer(EXIT);
        call.putInt(status);
        INVOKER.invokeInt(EXIT, call);
    }

    static int chdir(String path) {
        var call = new HeapInvocationBuffer(CHDIR);
        put(call, path);
        return INVOKER.invokeInt(CHDIR, call);
    }

    /** For the size of a terminal: {@code answer} is a struct winsize. */
    static int ioctl(int fd, long request, byte[] answer) {
        var call = new HeapInvocationBuffer(IOCTL);
        call.putInt(fd);
        call.putLong(request);
        call.putArray(answer, 0, answer.length, ArrayFlags.OUT);
        return INVOKER.invokeInt(IOCTL, call);
    }

    /** @param count one number: how many {@code groups} holds, then how many there are */
    static int getgrouplist(String user, int group, int[] groups, int[] count) {
        var call = new HeapInvocationBuffer(GETGROUPLIST);
        put(call, user);
        call.putInt(group);
        call.putArray(groups, 0, groups.length, ArrayFlags.OUT);
        call.putArray(count, 0, count.length, ArrayFlags.IN | ArrayFlags.OUT);
        return INVOKER.invokeInt(GETGROUPLIST, call);
    }

    /** With a size of 0: the attribute's size, -1 where there is none. */
    static long getxattr(String path, String name, byte[] value, long size) {
        var call = new HeapInvocationBuffer(GETXATTR);
        put(call, path);
        put(call, name);
        call.putArray(value, 0, value.length, ArrayFlags.OUT);
        call.putLong(size);
        return INVOKER.invokeLong(GETXATTR, call);
    }

    static String strerror(int number) {
        var call = new HeapInvocationBuffer(STRERROR);
        call.putInt(number);
        long text = INVOKER.invokeAddress(STRERROR, call);
        return new String(MemoryIO.getInstance().getZeroTerminatedByteArray(text), StandardCharsets.UTF_8);
    }

    /** The error number of this thread's last call. */
    static int error() {
        return LastError.getInstance().get();
    }

    private static void put(HeapInvocationBuffer call, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        call.putArray(bytes, 0, bytes.length, ArrayFlags.IN | ArrayFlags.NULTERMINATE);
    }
}

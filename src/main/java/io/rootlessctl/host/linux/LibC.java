package io.rootlessctl.host.linux;

import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;

/**
 * The few calls of the C library that the JDK does not have. Bound one by one, because all of jnr-posix costs a tenth
 * of a second at its first use.
 */
public interface LibC {
    LibC INSTANCE = LibraryLoader.create(LibC.class).load("c");

    int ENOENT = 2;
    int ENOTDIR = 20;
    int ELOOP = 40;
    int ENXIO = 6;
    int EAGAIN = 11;
    int EACCES = 13;
    int ENODATA = 61;
    int EOPNOTSUPP = 95;

    int open(String path, int flags, int mode);

    long read(int fd, @Out byte[] buffer, long size);

    long lseek(int fd, long offset, int whence);

    int close(int fd);

    int fsync(int fd);

    long pwrite(int fd, @In byte[] bytes, long size, long offset);

    int ftruncate(int fd, long length);

    /** For the locks of files: {@code lock} is a struct flock. */
    int fcntl(int fd, int command, @In @Out byte[] lock);

    /** For what takes a number there. */
    int fcntl(int fd, int command, int value);

    /** This process becomes the program; returns only when that fails. */
    int execve(String path, @In String[] arguments, @In String[] environment);

    /** @param set one bit a signal */
    int sigprocmask(int how, @In byte[] set, @Out byte[] former);

    /** For setgroups: the C library's own function changes every thread of the process, the kernel's only this one. */
    long syscall(long number, long count, @In int[] groups);

    /** For setresuid and setresgid, of which the same holds. {@code -1} leaves an id as it is. */
    long syscall(long number, long real, long effective, long saved);

    /** For the process descriptors of Linux 5.3. */
    long syscall(long number, long first, long second, long third, long fourth);

    int kill(int pid, int signal);

    int chdir(String path);

    int getgrouplist(String user, int group, @Out int[] groups, int[] count);

    /** With a size of 0: the attribute's size, -1 where there is none. */
    long getxattr(String path, String name, @Out byte[] value, long size);

    String strerror(int number);

    /** The error number of this thread's last call. */
    static int error() {
        return LastError.getLastError(Runtime.getSystemRuntime());
    }
}

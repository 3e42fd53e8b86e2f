#!/usr/bin/python3
"""dockerd on a file system that knows no subordinate ids, as NFS: giving a file to anybody but its owner is not permitted."""
import ctypes
import os
import struct
import sys

LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, EPERM = 0x7FFF0000, 0x50001
LCHOWN, FCHOWNAT = 94, 260
NUMBER, SECOND, THIRD = 0, 24, 32
# Each: code, steps if so, steps if not, value. The user's id is the second argument of lchown, the third of fchownat.
program = [
    (LOAD, 0, 0, NUMBER), (EQUAL, 2, 0, LCHOWN), (EQUAL, 3, 0, FCHOWNAT), (RETURN, 0, 0, ALLOW),
    (LOAD, 0, 0, SECOND), (EQUAL, 2, 1, 0),
    (LOAD, 0, 0, THIRD), (EQUAL, 0, 1, 0), (RETURN, 0, 0, ALLOW), (RETURN, 0, 0, EPERM)]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *one) for one in program))
filter_program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program), ctypes.addressof(code)))
SET_SECCOMP, FILTER = 22, 2
if ctypes.CDLL(None, use_errno=True).prctl(SET_SECCOMP, FILTER, filter_program, 0, 0) != 0 and "--version" not in sys.argv:
    sys.exit("seccomp: " + os.strerror(ctypes.get_errno()))
os.execv("/usr/sbin/dockerd", ["dockerd"] + sys.argv[1:])

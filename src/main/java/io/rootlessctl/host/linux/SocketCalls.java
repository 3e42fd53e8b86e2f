package io.rootlessctl.host.linux;

import com.kenai.jffi.ArrayFlags;
import com.kenai.jffi.Function;
import com.kenai.jffi.HeapInvocationBuffer;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Type;

/** The C library's calls for sockets, as {@link LibC} has the others. */
final class SocketCalls {
    private static final Type INT = Type.SINT, LONG = Type.SLONG, POINTER = Type.POINTER;
    private static final Invoker INVOKER = Invoker.getInstance();

    private static final Function SOCKET = LibC.function("socket", INT, INT, INT, INT);
    private static final Function CONNECT = LibC.function("connect", INT, INT, POINTER, INT);
    private static final Function POLL = LibC.function("poll", INT, POINTER, LONG, INT);
    private static final Function SEND = LibC.function("send", LONG, INT, POINTER, LONG, INT);

    private SocketCalls() {}

    static int socket(int family, int type, int protocol) {
        var call = new HeapInvocationBuffer(SOCKET);
        call.putInt(family);
        call.putInt(type);
        call.putInt(protocol);
        return INVOKER.invokeInt(SOCKET, call);
    }

    /** @param address a struct sockaddr */
    static int connect(int fd, byte[] address) {
        var call = new HeapInvocationBuffer(CONNECT);
        call.putInt(fd);
        call.putArray(address, 0, address.length, ArrayFlags.IN);
        call.putInt(address.length);
        return INVOKER.invokeInt(CONNECT, call);
    }

    /** @param request one struct pollfd */
    static int poll(byte[] request, int milliseconds) {
        var call = new HeapInvocationBuffer(POLL);
        call.putArray(request, 0, request.length, ArrayFlags.IN | ArrayFlags.OUT);
        call.putLong(1);
        call.putInt(milliseconds);
        return INVOKER.invokeInt(POLL, call);
    }

    static long send(int fd, byte[] bytes, int offset, int count, int flags) {
        var call = new HeapInvocationBuffer(SEND);
        call.putInt(fd);
        call.putArray(bytes, offset, count, ArrayFlags.IN);
        call.putLong(count);
        call.putInt(flags);
        return INVOKER.invokeLong(SEND, call);
    }
}

# shellcheck shell=sh disable=SC2154
# (SC2154: variables of whoever sources this.) Sourcing it starts no process.

# Becomes $java with the arguments and the product in the directory $product. Both the product and the run that trains its
# cache start here, because a cache is refused by a JVM with other flags. A cache that does not fit costs time and is no
# error: only --debug tells of it. The cache holds no machine code: it would be that of the processor it was made on, and
# an older one dies of it. The cache is mapped where it was made for: anywhere else every page of it would have to be read
# and changed.
exec_java() {
    unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
    case " $* " in
    *' --debug '*) set -- -Xlog:disable -Xlog:aot=warning:stderr "$@" ;;
    *) set -- -Xlog:disable "$@" ;;
    esac
    # A data directory, which these list, may have a million files.
    case " $* " in
    *' backup '* | *' restore '*) set -- -Xmx2g -Xmn128m "$@" ;;
    esac
    exec "$java" -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:-AOTAdapterCaching \
        -XX:-AOTStubCaching -XX:-AOTRecordTraining -XX:-AOTReplayTraining -XX:TieredStopAtLevel=1 \
        -XX:ArchiveRelocationMode=0 -XX:+UseSerialGC -Xmx128m -Xmn20m -XX:-UsePerfData \
        -Djdk.reflect.useNativeAccessorOnly=true \
        -Dsun.jnu.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 \
        --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
        -Djnr.ffi.asm.enabled=false "-Djffi.boot.library.path=$product/native" "$@"
}

# Says that $cache is not there, to whoever asks for it among the arguments.
tell_without() {
    case " $* " in
    *' --debug '*) printf '%s: no cache of classes there, so the start is slow\n' "$cache" >&2 ;;
    esac
}

# Becomes the product with the arguments; $jvm_flag, if set, is one more for the JVM.
exec_product() {
    # By -jar the launcher would open the jar, of which nothing else is needed where the cache has all.
    set -- -cp "$product/rootlessctl.jar" io.rootlessctl.cli.Main "$@"
    cache=$product/rootlessctl.aot
    # Every class of a cache costs each start a little: what is run most has one without all the others' classes.
    case " $* " in
    *' --help '* | *' -h '*) ;;
    *" io.rootlessctl.cli.Main plan "* | *" io.rootlessctl.cli.Main drift "*)
        cache=$product/look.aot
        ;;
    esac
    # A run for one user is over before it pays to compile anything but a loop over a large file's content; root's, who alone
    # reads this file, may be at hundreds.
    [ -r /etc/shadow ] || set -- -XX:CompileThresholdScaling=10 "$@"
    [ -r "$cache" ] || tell_without "$@"
    # The other one does as well, if not as fast.
    [ -r "$cache" ] || cache=$product/rootlessctl.aot
    # A JVM that is told of a cache that is not there would do without its own default one, too.
    [ -r "$cache" ] && set -- "-XX:AOTCache=$cache" "$@"
    exec_java ${jvm_flag:+"$jvm_flag"} "$@"
}

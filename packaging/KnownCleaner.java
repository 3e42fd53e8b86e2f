import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.ConstantInstruction;

/**
 * Lets jffi look for no class that no JDK has had since Java 9: whatever the JVM does not know sends it through the whole
 * jar, which a run whose classes are all in the cache need not even open. The class it asks in its place has no such
 * method, which comes to the same:
 *
 * <pre>Class.forName("sun.misc.Cleaner").getDeclaredMethod("clean")</pre>
 */
final class KnownCleaner {
    private static final String OWNER = "com/kenai/jffi/internal/Cleaner";
    private static final String FORMER = "sun.misc.Cleaner";
    private static final String KNOWN = "java.lang.ref.Cleaner";

    private KnownCleaner() {}

    static byte[] of(byte[] bytes, ClassFile format) {
        var type = format.parse(bytes);
        return !type.thisClass().asInternalName().equals(OWNER) ? bytes
                : format.transformClass(type, ClassTransform.transformingMethodBodies((code, element) -> {
                    if (named(element)) {
                        code.loadConstant(KNOWN);
                    } else {
                        code.with(element);
                    }
                }));
    }

    private static boolean named(CodeElement element) {
        return element instanceof ConstantInstruction constant && constant.constantValue().equals(FORMER);
    }
}

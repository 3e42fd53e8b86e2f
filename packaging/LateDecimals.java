import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * Makes the four decimals that Jackson compares numbers with when they are needed, and not whenever a parser is loaded:
 * they are the first that a run has to do with {@code BigDecimal}, which in JDK 25 computes powers of five up to 100,000
 * bits as it is loaded, interpreted as everything at a start. Each is made from an integer of the same class:
 *
 * <pre>static final BigDecimal BD_MIN_INT = new BigDecimal(BI_MIN_INT);</pre>
 *
 * <p>A Jackson that has them no more is left as it is.
 */
final class LateDecimals {
    private static final String BASE = "com/fasterxml/jackson/core/base/";
    private static final String OWNER = BASE + "ParserMinimalBase";
    private static final ClassDesc DECIMAL = ClassDesc.of("java.math.BigDecimal");
    private static final ClassDesc INTEGER = ClassDesc.of("java.math.BigInteger");
    private static final MethodTypeDesc OF_INTEGER = MethodTypeDesc.of(ConstantDescs.CD_void, INTEGER);

    private LateDecimals() {}

    static byte[] of(byte[] bytes, ClassFile format) {
        var type = format.parse(bytes);
        var name = type.thisClass().asInternalName();
        if (!name.startsWith(BASE)) {
            return bytes;
        }
        var atLoading = ClassTransform.transformingMethodBodies(
                method -> name.equals(OWNER) && method.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME)
                        && method.code().map(LateDecimals::understood).orElse(false), LateDecimals::nothing);
        var whenAsked = ClassTransform.transformingMethodBodies(
                method -> !method.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME), LateDecimals::made);
        return format.transformClass(format.parse(format.transformClass(type, atLoading)), whenAsked);
    }

    /** Whether every decimal that is made there is one of an integer, and put into one of these fields. */
    private static boolean understood(CodeModel code) {
        long made = code.elementStream().filter(LateDecimals::isNew).count();
        return made == code.elementStream().filter(LateDecimals::isMaking).count()
                && made == code.elementStream().filter(element -> isField(element, Opcode.PUTSTATIC)).count();
    }

    /** Null takes the place of the new object, and stays there. */
    private static void nothing(CodeBuilder code, CodeElement element) {
        if (isNew(element)) {
            code.aconst_null();
        } else if (isMaking(element)) {
            code.pop2();
        } else {
            code.with(element);
        }
    }

    private static void made(CodeBuilder code, CodeElement element) {
        if (isField(element, Opcode.GETSTATIC)) {
            var integer = ((FieldInstruction) element).name().stringValue().replaceFirst("BD_", "BI_");
            code.new_(DECIMAL).dup().getstatic(ClassDesc.ofInternalName(OWNER), integer, INTEGER)
                    .invokespecial(DECIMAL, ConstantDescs.INIT_NAME, OF_INTEGER);
        } else {
            code.with(element);
        }
    }

    private static boolean isNew(Object element) {
        return element instanceof NewObjectInstruction made && made.className().asSymbol().equals(DECIMAL);
    }

    private static boolean isMaking(Object element) {
        return element instanceof InvokeInstruction call && call.owner().asSymbol().equals(DECIMAL)
                && call.name().equalsString(ConstantDescs.INIT_NAME) && call.typeSymbol().equals(OF_INTEGER);
    }

    private static boolean isField(Object element, Opcode opcode) {
        return element instanceof FieldInstruction field && field.opcode() == opcode
                && field.name().stringValue().startsWith("BD_") && field.typeSymbol().equals(DECIMAL);
    }
}

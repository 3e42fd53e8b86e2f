import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;

/**
 * Replaces the dynamic call site of each switch over types by a call of a plain method that asks instanceof, type by
 * type. The JVM's cache of classes keeps the call sites of lambdas but not these: each costs a class that is made anew,
 * loaded and linked in every run.
 */
final class PlainSwitches {
    private static final String BOOTSTRAP = "java/lang/runtime/SwitchBootstraps";
    private static final int PRIVATE_STATIC = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;

    private PlainSwitches() {}

    static byte[] of(byte[] bytes, ClassFile format) {
        var type = format.parse(bytes);
        if (type.constantPool().bootstrapMethodCount() == 0) {
            return bytes;
        }
        var sites = new ArrayList<InvokeDynamicInstruction>();
        var calls = ClassTransform.transformingMethodBodies(
                method -> method.code().isPresent()
                        && method.code().get().elementStream().anyMatch(PlainSwitches::overTypes),
                (code, element) -> {
                    if (overTypes(element)) {
                        var site = (InvokeDynamicInstruction) element;
                        code.invokestatic(type.thisClass().asSymbol(), name(sites.size()), site.typeSymbol(),
                                type.flags().has(AccessFlag.INTERFACE));
                        sites.add(site);
                    } else {
                        code.with(element);
                    }
                });
        var methods = ClassTransform.endHandler(builder -> {
            for (int i = 0; i < sites.size(); i++) {
                var site = sites.get(i);
                builder.withMethodBody(name(i), site.typeSymbol(), PRIVATE_STATIC, code -> ask(code, labels(site)));
            }
        });
        var plain = format.transformClass(type, calls.andThen(methods));
        return sites.isEmpty() ? bytes : plain;
    }

    private static String name(int site) {
        return "switch$" + site;
    }

    private static boolean overTypes(Object element) {
        return element instanceof InvokeDynamicInstruction site
                && site.invokedynamic().bootstrap().bootstrapMethod().reference().owner().asInternalName().equals(BOOTSTRAP)
                && site.name().equalsString("typeSwitch")
                && labels(site).stream().allMatch(label -> label instanceof ClassDesc type && !type.isPrimitive());
    }

    private static List<ConstantDesc> labels(InvokeDynamicInstruction site) {
        return site.bootstrapArgs();
    }

    /**
     * As {@code SwitchBootstraps.typeSwitch} has it: the place of the first type that fits, from a place on; -1 for null,
     * and how many there are when none fits.
     */
    private static void ask(CodeBuilder code, List<ConstantDesc> types) {
        code.aload(0).ifThen(Opcode.IFNULL, isNull -> isNull.loadConstant(-1).ireturn());
        for (int i = 0; i < types.size(); i++) {
            int place = i;
            var type = (ClassDesc) types.get(i);
            code.iload(1).loadConstant(place).ifThen(Opcode.IF_ICMPLE, mayFit -> mayFit
                    .aload(0).instanceOf(type).ifThen(fits -> fits.loadConstant(place).ireturn()));
        }
        code.loadConstant(types.size()).ireturn();
    }
}

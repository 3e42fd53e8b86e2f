import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.RecordComponentInfo;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/**
 * Gives records whose {@code equals} and {@code hashCode} the JVM makes at their first call the same in plain code, for
 * the reason that {@link PlainSwitches} has. The results are the same, too. {@code toString} is left: it is for people
 * who look for a fault.
 */
final class PlainRecords {
    private static final String BOOTSTRAP = "java/lang/runtime/ObjectMethods";
    private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");

    private PlainRecords() {}

    static byte[] of(byte[] bytes, ClassFile format) {
        var type = format.parse(bytes);
        var components = type.findAttribute(Attributes.record()).map(record -> record.components()).orElse(List.of());
        var plain = ClassTransform.transformingMethodBodies(
                method -> method.code().isPresent()
                        && method.code().get().elementStream().anyMatch(PlainRecords::made),
                (code, element) -> {
                    if (!made(element)) {
                        code.with(element);
                    } else if (((InvokeDynamicInstruction) element).name().equalsString("hashCode")) {
                        hashCode(code, type, components);
                    } else {
                        equals(code, type, components);
                    }
                });
        return type.findAttribute(Attributes.record()).isEmpty() ? bytes : format.transformClass(type, plain);
    }

    private static boolean made(Object element) {
        return element instanceof InvokeDynamicInstruction site
                && site.invokedynamic().bootstrap().bootstrapMethod().reference().owner().asInternalName().equals(BOOTSTRAP)
                && !site.name().equalsString("toString");
    }

    /** The record is on the stack; its hash code takes its place. */
    private static void hashCode(CodeBuilder code, ClassModel type, List<RecordComponentInfo> components) {
        code.pop().iconst_0();
        for (var component : components) {
            var of = component.descriptorSymbol();
            code.loadConstant(31).imul();
            field(code, 0, type, component);
            if (of.isPrimitive()) {
                code.invokestatic(box(of), "hashCode",
                        MethodTypeDesc.of(ConstantDescs.CD_int, of));
            } else {
                code.invokestatic(OBJECTS, "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_Object));
            }
            code.iadd();
        }
    }

    /** The record and the other are on the stack; whether they are equal takes their place. */
    private static void equals(CodeBuilder code, ClassModel type, List<RecordComponentInfo> components) {
        var differ = code.newLabel();
        var end = code.newLabel();
        code.pop2().aload(1).instanceOf(type.thisClass().asSymbol()).ifeq(differ);
        for (var component : components) {
            field(code, 0, type, component);
            code.aload(1).checkcast(type.thisClass().asSymbol())
                    .getfield(type.thisClass().asSymbol(), component.name().stringValue(), component.descriptorSymbol());
            compare(code, component.descriptorSymbol(), differ);
        }
        code.iconst_1().goto_(end).labelBinding(differ).iconst_0().labelBinding(end);
    }

    private static void compare(CodeBuilder code, ClassDesc of, Label differ) {
        if (!of.isPrimitive()) {
            code.invokestatic(OBJECTS, "equals",
                    MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object)).ifeq(differ);
        } else if (TypeKind.from(of).asLoadable() == TypeKind.INT) {
            code.if_icmpne(differ);
        } else {
            code.invokestatic(box(of), "compare", MethodTypeDesc.of(ConstantDescs.CD_int, of, of)).ifne(differ);
        }
    }

    private static void field(CodeBuilder code, int slot, ClassModel type, RecordComponentInfo component) {
        code.aload(slot).getfield(
                type.thisClass().asSymbol(), component.name().stringValue(), component.descriptorSymbol());
    }

    private static ClassDesc box(ClassDesc of) {
        return switch (TypeKind.from(of)) {
            case BOOLEAN -> ConstantDescs.CD_Boolean;
            case BYTE -> ConstantDescs.CD_Byte;
            case CHAR -> ConstantDescs.CD_Character;
            case SHORT -> ConstantDescs.CD_Short;
            case INT -> ConstantDescs.CD_Integer;
            case LONG -> ConstantDescs.CD_Long;
            case FLOAT -> ConstantDescs.CD_Float;
            case DOUBLE -> ConstantDescs.CD_Double;
            case REFERENCE, VOID -> throw new IllegalArgumentException(of.displayName());
        };
    }
}

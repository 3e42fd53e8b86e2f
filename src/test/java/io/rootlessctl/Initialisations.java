package io.rootlessctl;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which classes the initialisation of each class may initialise, as far as compiled classes tell (JVMS 5.5): rather too many
 * than too few, for a method that is called may be any subclass's, and a lambda that is made is taken to be called. What is
 * called by way of the JDK, as a toString, is not seen.
 */
final class Initialisations {
    private final Map<String, ClassModel> classes;
    private final Map<String, Set<String>> subclasses = new HashMap<>();
    private final Map<String, Set<String>> reached = new TreeMap<>();

    private Initialisations(Map<String, ClassModel> classes) {
        this.classes = classes;
        classes.forEach((name, model) -> above(model).forEach(
                above -> subclasses.computeIfAbsent(above, _ -> new TreeSet<>()).add(name)));
    }

    static Initialisations of(Path directory) throws IOException {
        var classes = new TreeMap<String, ClassModel>();
        try (var files = Files.walk(directory)) {
            for (var file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                var model = ClassFile.of().parse(file);
                classes.put(model.thisClass().asInternalName(), model);
            }
        }
        return new Initialisations(classes);
    }

    int count() {
        return classes.size();
    }

    /** Each the names of classes that all initialise each other. */
    List<List<String>> cycles() {
        var all = new TreeMap<String, Set<String>>();
        classes.keySet().forEach(name -> all.put(name, closure(name)));
        return classes.keySet().stream()
                .map(name -> all.get(name).stream().filter(other -> all.get(other).contains(name)).sorted().toList())
                .filter(cycle -> cycle.size() > 1).distinct().toList();
    }

    private Set<String> closure(String name) {
        var seen = new HashSet<String>();
        var next = new ArrayDeque<>(List.of(name));
        while (!next.isEmpty()) {
            for (var one : reached.computeIfAbsent(next.pop(), this::triggered)) {
                if (seen.add(one)) {
                    next.add(one);
                }
            }
        }
        return seen;
    }

    private Set<String> triggered(String name) {
        var model = classes.get(name);
        var found = new TreeSet<String>();
        model.superclass().map(ClassEntry::asInternalName).ifPresent(found::add);
        if (!model.flags().has(AccessFlag.INTERFACE)) {
            interfaces(model).stream().filter(one -> hasBodies(classes.get(one))).forEach(found::add);
        }
        model.methods().stream().filter(method -> method.methodName().equalsString("<clinit>"))
                .forEach(method -> follow(method, found, new HashSet<>()));
        found.retainAll(classes.keySet());
        found.remove(name);
        return found;
    }

    private Set<String> interfaces(ClassModel model) {
        var all = new TreeSet<String>();
        for (var above : above(model)) {
            if (classes.containsKey(above)) {
                if (classes.get(above).flags().has(AccessFlag.INTERFACE)) {
                    all.add(above);
                }
                all.addAll(interfaces(classes.get(above)));
            }
        }
        return all;
    }

    private static List<String> above(ClassModel model) {
        var all = new TreeSet<String>();
        model.superclass().map(ClassEntry::asInternalName).ifPresent(all::add);
        model.interfaces().forEach(one -> all.add(one.asInternalName()));
        return List.copyOf(all);
    }

    private static boolean hasBodies(ClassModel model) {
        return model.methods().stream()
                .anyMatch(method -> method.code().isPresent() && !method.flags().has(AccessFlag.STATIC));
    }

    private void follow(MethodModel method, Set<String> found, Set<MethodModel> seen) {
        if (method.code().isPresent() && seen.add(method)) {
            method.code().get().forEach(element -> follow(element, found, seen));
        }
    }

    private void follow(CodeElement element, Set<String> found, Set<MethodModel> seen) {
        switch (element) {
            case NewObjectInstruction made -> found.add(made.className().asInternalName());
            case FieldInstruction field when field.opcode() == Opcode.GETSTATIC || field.opcode() == Opcode.PUTSTATIC ->
                    found.add(field.owner().asInternalName());
            case InvokeInstruction call -> {
                if (call.opcode() == Opcode.INVOKESTATIC) {
                    found.add(call.owner().asInternalName());
                }
                call(call.owner().asInternalName(), call.name().stringValue(), call.type().stringValue(), found, seen);
            }
            case InvokeDynamicInstruction lambda -> lambda.bootstrapArgs().forEach(argument -> {
                if (argument instanceof DirectMethodHandleDesc handle) {
                    var type = handle.owner().descriptorString();
                    var owner = type.substring(1, type.length() - 1);
                    if (handle.refKind() == DirectMethodHandleDesc.Kind.STATIC.refKind
                            || handle.refKind() == DirectMethodHandleDesc.Kind.CONSTRUCTOR.refKind) {
                        found.add(owner);
                    }
                    call(owner, handle.methodName(), handle.lookupDescriptor(), found, seen);
                }
            });
            default -> { }
        }
    }

    private void call(String owner, String name, String type, Set<String> found, Set<MethodModel> seen) {
        if (classes.containsKey(owner)) {
            declared(owner, name, type).forEach(method -> follow(method, found, seen));
            subclasses.getOrDefault(owner, Set.of()).forEach(one -> call(one, name, type, found, seen));
        }
    }

    /** The class's own, else those it inherits. */
    private List<MethodModel> declared(String owner, String name, String type) {
        var own = classes.get(owner).methods().stream()
                .filter(method -> method.methodName().equalsString(name) && method.methodType().equalsString(type)).toList();
        return !own.isEmpty() ? own : above(classes.get(owner)).stream().filter(classes::containsKey)
                .flatMap(above -> declared(above, name, type).stream()).toList();
    }
}

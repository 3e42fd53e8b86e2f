package io.rootlessctl.packaging;

import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.classfile.ClassFile.ACC_STATIC;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.rootlessctl.lab.Commands;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes.Name;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OneJarTest {
    @TempDir
    Path directory;

    @Test
    void joinsFilesAndServicesAndDropsSignatures() throws IOException {
        var product = jar("product.jar", Map.of("a/main.txt", "main", "META-INF/NOTICE", "ours"));
        jar("lib/one.jar", Map.of("b/b.txt", "b", "META-INF/NOTICE", "theirs", "META-INF/services/S", "b.B",
                "META-INF/KEY.SF", "x", "META-INF/KEY.RSA", "x", "module-info.class", "x"));
        jar("lib/two.jar", Map.of("META-INF/versions/21/b/b.txt", "b21", "META-INF/services/S", "c.C\n",
                "META-INF/versions/9/module-info.class", "x"));
        jar("lib/three-native.jar", Map.of("jni/lib.so", "x"));
        var joined = join(product);
        assertEquals(Map.of("a/main.txt", "main", "META-INF/NOTICE", "ours", "b/b.txt", "b",
                "META-INF/versions/21/b/b.txt", "b21", "META-INF/services/S", "b.B\nc.C\n\n"), content(joined));
        try (var file = new JarFile(joined.toFile())) {
            var attributes = file.getManifest().getMainAttributes();
            assertEquals("a.Main", attributes.getValue(Name.MAIN_CLASS));
            assertEquals("true", attributes.getValue(Name.MULTI_RELEASE));
            assertNull(attributes.getValue(Name.CLASS_PATH));
        }
    }

    @Test
    void whatIssuesCertificatesStaysInAJarOfItsOwn() throws IOException {
        var product = jar("product.jar", Map.of("a/main.txt", "main"));
        jar("lib/bcone.jar", Map.of("bc/one.txt", "1", "META-INF/KEY.SF", "x"));
        jar("lib/bctwo.jar", Map.of("bc/two.txt", "2"));
        var joined = join(product);
        assertEquals(Map.of("a/main.txt", "main"), content(joined));
        assertEquals(Map.of("bc/one.txt", "1", "bc/two.txt", "2"), content(joined.resolveSibling("certificates.jar")));
        try (var file = new JarFile(joined.toFile())) {
            assertEquals("certificates.jar", file.getManifest().getMainAttributes().getValue(Name.CLASS_PATH));
        }
    }

    @Test
    void writesClassesOfJava5SoThatTheJvmCachesThem() throws Exception {
        var old = ClassFile.of().build(ClassDesc.of("c.Old"), type -> type.withVersion(ClassFile.JAVA_5_VERSION, 0)
                .withMethodBody("larger", MethodTypeDesc.ofDescriptor("(II)I"), ACC_PUBLIC | ACC_STATIC, code -> code
                        .iload(0).iload(1).ifThenElse(
                                Opcode.IF_ICMPGE, first -> first.iload(0).ireturn(), second -> second.iload(1).ireturn())));
        var product = jar("product.jar", Map.of("c/Old.class", new String(old, ISO_8859_1)));
        Files.createDirectories(directory.resolve("lib"));
        var joined = join(product);
        try (var loader = new URLClassLoader(new URL[] {joined.toUri().toURL()}, null)) {
            var larger = loader.loadClass("c.Old").getMethod("larger", int.class, int.class);
            assertEquals(7, larger.invoke(null, 7, 3));
        }
        assertEquals(ClassFile.JAVA_6_VERSION, content(joined).get("c/Old.class").charAt(7));
    }

    /** Has what the compiler leaves to the first call: a switch over types, and a record's equals and hashCode. */
    public record Sample(int number, long large, boolean flag, Object text) {
        public static String word(Object value) {
            return switch (value) {
                case String text when text.isEmpty() -> "empty";
                case String _ -> "text";
                case Sample(int number, _, _, _) -> "sample " + number;
                case Integer _, Long _ -> "number";
                default -> "other";
            };
        }
    }

    @Test
    void switchesOverTypesAndRecordsNeedNoCallSiteMadeAtRunTime() throws Exception {
        var name = Sample.class.getName();
        byte[] compiled;
        try (var in = Sample.class.getResourceAsStream("OneJarTest$Sample.class")) {
            compiled = in.readAllBytes();
        }
        var product = jar("product.jar", Map.of(name.replace('.', '/') + ".class", new String(compiled, ISO_8859_1)));
        Files.createDirectories(directory.resolve("lib"));
        var joined = join(product);
        var sites = ClassFile.of().parse(content(joined).values().iterator().next().getBytes(ISO_8859_1)).methods().stream()
                .filter(method -> !method.methodName().equalsString("toString"))
                .flatMap(method -> method.code().stream()).flatMap(CodeModel::elementStream)
                .filter(InvokeDynamicInstruction.class::isInstance).map(InvokeDynamicInstruction.class::cast)
                .map(site -> site.name().stringValue()).distinct().toList();
        assertEquals(List.of("makeConcatWithConstants"), sites);
        try (var loader = new URLClassLoader(new URL[] {joined.toUri().toURL()}, null)) {
            var type = loader.loadClass(name);
            var maker = type.getConstructor(int.class, long.class, boolean.class, Object.class);
            var one = maker.newInstance(3, 1L << 40, true, "a");
            assertEquals(new Sample(3, 1L << 40, true, "a").hashCode(), one.hashCode());
            assertEquals(one, maker.newInstance(3, 1L << 40, true, "a"));
            for (var other : new Object[] {maker.newInstance(4, 1L << 40, true, "a"), maker.newInstance(3, 1L, true, "a"),
                maker.newInstance(3, 1L << 40, false, "a"), maker.newInstance(3, 1L << 40, true, null), "a"}) {
                assertNotEquals(one, other);
            }
            var word = type.getMethod("word", Object.class);
            for (var value : new Object[] {"", "a", 1, 1L, 1.0}) {
                assertEquals(Sample.word(value), word.invoke(null, value));
            }
            assertEquals("sample 3", word.invoke(null, one));
        }
    }

    /** One without components, which the compiler treats like the others. */
    public record Empty() {}

    @Test
    void aRecordOfNothingNeedsNoneEither() throws Exception {
        byte[] compiled;
        try (var in = Empty.class.getResourceAsStream("OneJarTest$Empty.class")) {
            compiled = in.readAllBytes();
        }
        var name = Empty.class.getName();
        var product = jar("product.jar", Map.of(name.replace('.', '/') + ".class", new String(compiled, ISO_8859_1)));
        Files.createDirectories(directory.resolve("lib"));
        var joined = join(product);
        try (var loader = new URLClassLoader(new URL[] {joined.toUri().toURL()}, null)) {
            var maker = loader.loadClass(name).getConstructor();
            assertEquals(maker.newInstance(), maker.newInstance());
            assertNotEquals(maker.newInstance(), "a");
            assertEquals(new Empty().hashCode(), maker.newInstance().hashCode());
        }
        var sites = ClassFile.of().parse(content(joined).values().iterator().next().getBytes(ISO_8859_1)).methods().stream()
                .filter(method -> !method.methodName().equalsString("toString")).flatMap(method -> method.code().stream())
                .flatMap(CodeModel::elementStream).filter(InvokeDynamicInstruction.class::isInstance).toList();
        assertEquals(List.of(), sites);
    }

    @Test
    void jffiAsksForNoClassThatNobodyHas() throws IOException {
        var cleaner = ClassFile.of().build(ClassDesc.of("com.kenai.jffi.internal.Cleaner"), type -> type.withMethodBody(
                "name", MethodTypeDesc.ofDescriptor("()Ljava/lang/String;"), ACC_PUBLIC | ACC_STATIC,
                code -> code.loadConstant("sun.misc.Cleaner").areturn()));
        var product = jar("product.jar",
                Map.of("com/kenai/jffi/internal/Cleaner.class", new String(cleaner, ISO_8859_1)));
        Files.createDirectories(directory.resolve("lib"));
        try (var loader = new URLClassLoader(new URL[] {join(product).toUri().toURL()}, null)) {
            assertEquals("java.lang.ref.Cleaner",
                    loader.loadClass("com.kenai.jffi.internal.Cleaner").getMethod("name").invoke(null));
        } catch (ReflectiveOperationException e) {
            throw new IOException(e);
        }
    }

    private Path join(Path product) {
        var joined = directory.resolve("joined.jar");
        var java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        var libraries = directory.resolve("lib").toString();
        Commands.run(java, "packaging/OneJar.java", joined.toString(), product.toString(), libraries).expect(0);
        return joined;
    }

    private Path jar(String name, Map<String, String> files) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Name.MAIN_CLASS, "a.Main");
        manifest.getMainAttributes().put(Name.CLASS_PATH, "lib/one.jar");
        var path = directory.resolve(name);
        Files.createDirectories(path.getParent());
        try (var out = new JarOutputStream(Files.newOutputStream(path), manifest)) {
            for (var file : new TreeMap<>(files).entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue().getBytes(ISO_8859_1));
            }
        }
        return path;
    }

    private static Map<String, String> content(Path path) throws IOException {
        var content = new LinkedHashMap<String, String>();
        try (var jar = new JarFile(path.toFile())) {
            for (var entry : jar.stream().filter(entry -> !entry.getName().equals(JarFile.MANIFEST_NAME)).toList()) {
                var bytes = jar.getInputStream(entry).readAllBytes();
                content.put(entry.getName(), new String(bytes, ISO_8859_1));
            }
        }
        return content;
    }
}

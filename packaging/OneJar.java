import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Joins the product's jar and its libraries into one, because each further jar on the class path costs every start
 * time: some 10 of 60 ms for 27 of them. Of two files with one name the first is kept; service lists are joined.
 * Signatures are dropped, as classes from a signed jar never enter the JVM's cache. Nor do classes compiled for Java 5 or
 * older, whose methods say nothing of the types at their branches: they are written anew, with that. {@link PlainSwitches}
 * and {@link PlainRecords} do more of this kind, and {@link LateDecimals} and {@link KnownCleaner}.
 *
 * <p>The libraries that issue certificates, bc*.jar, are larger than all others together and hardly ever needed: they are
 * joined into certificates.jar beside it, which the JVM opens only when it looks for them.
 *
 * <p>Arguments: the jar to write, the product's jar, the directory with its libraries.
 */
final class OneJar {
    private static final String RARE = "certificates.jar";
    private static final String SERVICES = "META-INF/services/";
    /** The first format of classes, Java 6's, whose methods tell the types at their branches. */
    private static final int WITH_STACK_MAPS = ClassFile.JAVA_6_VERSION;

    /** The libraries must be on the class path of this program: types at branches follow from their hierarchy. */
    private static final ClassFile FORMAT = ClassFile.of(ClassHierarchyResolverOption.of(
            ClassHierarchyResolver.ofClassLoading(OneJar.class.getClassLoader())
                    .orElse(ClassHierarchyResolver.defaultResolver())));

    private final Set<String> written = new HashSet<>();
    private final Map<String, StringBuilder> services = new LinkedHashMap<>();

    private OneJar() {}

    public static void main(String[] arguments) throws IOException {
        var product = Path.of(arguments[1]);
        try (var libraries = Files.list(Path.of(arguments[2]))) {
            // jffi's native libraries are found in a directory instead.
            var jars = Stream.concat(Stream.of(product), libraries.sorted())
                    .filter(jar -> !jar.toString().endsWith("-native.jar")).toList();
            var output = Path.of(arguments[0]);
            var rare = jars.stream().filter(OneJar::isRare).toList();
            new OneJar().write(output, jars.stream().filter(jar -> !isRare(jar)).toList(),
                    manifest(product, rare.isEmpty() ? Optional.empty() : Optional.of(RARE)));
            if (!rare.isEmpty()) {
                new OneJar().write(output.resolveSibling(RARE), rare, manifest(product, Optional.empty()));
            }
        }
    }

    private static boolean isRare(Path jar) {
        return jar.getFileName().toString().startsWith("bc");
    }

    private static Manifest manifest(Path product, Optional<String> classPath) throws IOException {
        try (var jar = new JarFile(product.toFile())) {
            var manifest = jar.getManifest();
            manifest.getMainAttributes().remove(Attributes.Name.CLASS_PATH);
            classPath.ifPresent(path -> manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, path));
            manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
            return manifest;
        }
    }

    private void write(Path output, List<Path> jars, Manifest manifest) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(output), manifest)) {
            for (var jar : jars) {
                add(jar, out);
            }
            for (var service : services.entrySet()) {
                out.putNextEntry(new ZipEntry(service.getKey()));
                out.write(service.getValue().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
    }

    private void add(Path path, JarOutputStream out) throws IOException {
        try (var jar = new JarFile(path.toFile(), false)) {
            for (var entry : jar.stream().filter(OneJar::wanted).toList()) {
                try (var in = jar.getInputStream(entry)) {
                    add(entry.getName(), in, out);
                }
            }
        }
    }

    private void add(String name, InputStream in, JarOutputStream out) throws IOException {
        if (name.startsWith(SERVICES)) {
            var text = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            services.computeIfAbsent(name, _ -> new StringBuilder()).append(text).append('\n');
        } else if (written.add(name)) {
            out.putNextEntry(new ZipEntry(name));
            out.write(name.endsWith(".class") ? cacheable(in.readAllBytes()) : in.readAllBytes());
        }
    }

    private static byte[] cacheable(byte[] bytes) {
        // Four bytes that mark a class, two for the minor version, two for the major one.
        return ByteBuffer.wrap(bytes).getChar(6) < WITH_STACK_MAPS ? withStackMaps(bytes)
                : KnownCleaner.of(LateDecimals.of(PlainRecords.of(PlainSwitches.of(bytes, FORMAT), FORMAT), FORMAT), FORMAT);
    }

    private static byte[] withStackMaps(byte[] bytes) {
        var format = FORMAT.withOptions(StackMapsOption.GENERATE_STACK_MAPS);
        ClassTransform version = (builder, element) -> {
            if (element instanceof ClassFileVersion) {
                builder.withVersion(WITH_STACK_MAPS, 0);
            } else {
                builder.with(element);
            }
        };
        // Only methods whose code goes through a builder are given stack maps.
        var code = ClassTransform.transformingMethodBodies(CodeBuilder::with);
        return format.transformClass(format.parse(bytes), code.andThen(version));
    }

    private static boolean wanted(ZipEntry entry) {
        var name = entry.getName();
        return !entry.isDirectory() && !name.equals(JarFile.MANIFEST_NAME) && !name.equals("META-INF/INDEX.LIST")
                && !name.endsWith("module-info.class") && !name.matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)");
    }
}

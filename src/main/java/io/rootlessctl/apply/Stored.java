package io.rootlessctl.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rootlessctl.edit.Json;
import io.rootlessctl.model.Address;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How the values of the model stand in our own files, without a word about JSON in the model. A record is an object of
 * its components, one of a sealed set has its name in {@code step}; a missing value is null, durations and instants are
 * in the form of ISO 8601.
 *
 * <p>A user's own file may say anything, so nothing is taken for what it is not, and a path must be absolute.
 */
final class Stored {
    private static final String VARIANT = "step";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** What reflection tells of a record: it makes all of it anew each time that it is asked. */
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.of(type);
        }
    };

    /** The same of a sealed set: its members by their names. */
    private static final ClassValue<Map<String, Class<?>>> VARIANTS = new ClassValue<>() {
        @Override
        protected Map<String, Class<?>> computeValue(Class<?> sealed) {
            var variants = new HashMap<String, Class<?>>();
            for (var variant : sealed.getPermittedSubclasses()) {
                variants.put(variant.getSimpleName(), variant);
            }
            return variants;
        }
    };

    private record Shape(RecordComponent[] components, Constructor<?> constructor) {
        static Shape of(Class<?> type) {
            var components = type.getRecordComponents();
            try {
                return new Shape(components, type.getDeclaredConstructor(
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new)));
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("a record has a constructor of its components", e);
            }
        }
    }

    private Stored() {}

    static String text(Object value) {
        return Json.compact(tree(value));
    }

    /**
     * @throws IllegalArgumentException when the text is not what {@link #text} writes for such a record
     * @throws IOException when another release has written it
     */
    static <T extends Record> T read(Path file, String text, Class<T> type) throws IOException {
        try {
            var whole = Json.tree(text);
            Format.require(file, whole);
            return type.cast(value(whole, type));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    static JsonNode tree(Object value) {
        return switch (value) {
            case Record record -> object(record);
            case Optional<?> optional -> optional.map(Stored::tree).orElseGet(NODES::nullNode);
            case Map<?, ?> map -> {
                var object = NODES.objectNode();
                map.forEach((key, element) -> object.set(key.toString(), tree(element)));
                yield object;
            }
            case Set<?> set -> array(set.stream().sorted());
            case Collection<?> list -> array(list.stream());
            case Boolean yes -> NODES.booleanNode(yes);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case Enum<?> constant -> NODES.textNode(constant.name());
            case String _, Path _, Duration _, Instant _ -> NODES.textNode(value.toString());
            default -> throw new IllegalStateException(value.getClass() + ": no form of it for our files");
        };
    }

    private static JsonNode array(Stream<?> elements) {
        var array = NODES.arrayNode();
        elements.map(Stored::tree).forEach(array::add);
        return array;
    }

    private static JsonNode object(Record record) {
        var object = NODES.objectNode();
        if (Arrays.stream(record.getClass().getInterfaces()).anyMatch(Class::isSealed)) {
            object.put(VARIANT, record.getClass().getSimpleName());
        }
        for (var component : SHAPES.get(record.getClass()).components()) {
            object.set(component.getName(), tree(component(record, component)));
        }
        return object;
    }

    private static Object component(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record's component can be read", e);
        }
    }

    /** @throws IllegalArgumentException when the tree is not what {@link #tree} makes of such a value */
    static <T> T value(JsonNode tree, Class<T> type) {
        return type.cast(value(tree, (Type) type));
    }

    private static Object value(JsonNode tree, Type type) {
        return switch (type) {
            case Class<?> simple -> simple(tree, simple);
            case ParameterizedType generic -> generic(tree, (Class<?>) generic.getRawType(), generic.getActualTypeArguments());
            default -> throw new IllegalStateException(type + ": no form of it for our files");
        };
    }

    private static Object generic(JsonNode tree, Class<?> type, Type[] of) {
        if (type == Optional.class) {
            return tree.isNull() || tree.isMissingNode() ? Optional.empty() : Optional.of(value(tree, of[0]));
        }
        if (Map.class.isAssignableFrom(type)) {
            require(tree.isObject(), tree);
            var map = new TreeMap<Object, Object>();
            tree.properties().forEach(member ->
                    map.put(key(member.getKey(), of[0]), value(member.getValue(), of[1])));
            return map;
        }
        require(tree.isArray(), tree);
        var elements = new ArrayList<Object>();
        tree.forEach(element -> elements.add(value(element, of[0])));
        return Set.class.isAssignableFrom(type) ? new TreeSet<>(elements) : elements;
    }

    private static Object key(String text, Type type) {
        return type == Address.class ? Address.parse(text) : text;
    }

    private static Object simple(JsonNode tree, Class<?> type) {
        if (type == boolean.class) {
            require(tree.isBoolean(), tree);
            return tree.booleanValue();
        }
        if (type == int.class || type == long.class) {
            require(tree.isIntegralNumber() && (type == int.class ? tree.canConvertToInt() : tree.canConvertToLong()), tree);
            // Not by a conditional expression: that would make a long of both.
            return type == int.class ? (Object) tree.intValue() : (Object) tree.longValue();
        }
        if (type.isSealed()) {
            return record(tree, variant(type, tree.path(VARIANT)), List.of(VARIANT));
        }
        return type.isRecord() ? record(tree, type, List.of()) : named(tree, type);
    }

    private static Object named(JsonNode tree, Class<?> type) {
        require(tree.isTextual(), tree);
        var text = tree.textValue();
        try {
            return type == String.class ? text
                    : type == Path.class ? path(text)
                    : type == Duration.class ? Duration.parse(text)
                    : type == Instant.class ? Instant.parse(text)
                    : Arrays.stream(type.getEnumConstants()).filter(constant -> ((Enum<?>) constant).name().equals(text))
                            .findFirst().orElseThrow(() -> new IllegalArgumentException(text));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static Path path(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException(text + ": expected an absolute path");
        }
        return Path.of(text);
    }

    private static Class<?> variant(Class<?> sealed, JsonNode name) {
        return Optional.<Class<?>>ofNullable(VARIANTS.get(sealed).get(name.textValue()))
                .orElseThrow(() -> new IllegalArgumentException(Json.compact(name)));
    }

    private static Object record(JsonNode tree, Class<?> type, List<String> more) {
        require(tree instanceof ObjectNode, tree);
        var components = SHAPES.get(type).components();
        require(components.length + more.size() >= tree.size(), tree);
        var values = Arrays.stream(components)
                .map(component -> value(tree.path(component.getName()), component.getGenericType())).toArray();
        try {
            return SHAPES.get(type).constructor().newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(String.valueOf(e.getCause().getMessage()), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record can be made of its components", e);
        }
    }

    private static void require(boolean asExpected, JsonNode tree) {
        if (!asExpected) {
            throw new IllegalArgumentException("found " + tree.getNodeType());
        }
    }
}

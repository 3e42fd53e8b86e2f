package io.rootlessctl.render.report;

import com.samskivert.mustache.DefaultCollector;
import com.samskivert.mustache.Mustache;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a section of an {@link Optional} its value, once, or nothing; for all else it is as usual. */
final class OptionalSections implements Mustache.Collector {
    private final Mustache.Collector usual = new DefaultCollector();

    @Override
    public Iterator<?> toIterator(Object value) {
        return value instanceof Optional<?> optional
                ? optional.<List<?>>map(List::of).orElse(List.of()).iterator() : usual.toIterator(value);
    }

    @Override
    public Mustache.VariableFetcher createFetcher(Object context, String name) {
        return usual.createFetcher(context, name);
    }

    @Override
    public <K, V> Map<K, V> createFetcherCache() {
        return usual.createFetcherCache();
    }
}

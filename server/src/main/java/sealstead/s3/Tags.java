package sealstead.s3;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The tags of an object or a bucket, in the order they were given.
public record Tags(Map<String, String> pairs) {
    public static final Tags NONE = new Tags(Map.of());

    public Tags {
        pairs = pairs.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(pairs));
    }
}

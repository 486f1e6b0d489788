package sealstead.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The parameters of a query, decoded, in the order they came. A name without `=` has an empty value.
public final class Query {
    private static final int MAX_PARAMETERS = 200;

    /// One parameter.
    public record Parameter(String name, String value) {}

    private final List<Parameter> parameters;

    private Query(List<Parameter> parameters) {
        this.parameters = List.copyOf(parameters);
    }

    /// Decodes a raw query; absent if an escape is malformed or there are more than 200 parameters.
    public static Optional<Query> parse(String raw) {
        return parse(raw, MAX_PARAMETERS);
    }

    /// Decodes a raw query or form; absent if an escape is malformed or there are more than `most` parameters.
    public static Optional<Query> parse(String raw, int most) {
        var parameters = new ArrayList<Parameter>();
        int at = 0;
        while (at < raw.length()) {
            int end = raw.indexOf('&', at);
            if (end < 0) {
                end = raw.length();
            }
            if (end > at) {
                int equals = raw.indexOf('=', at);
                boolean bare = equals < 0 || equals > end;
                var name = PercentEncoding.decode(raw.substring(at, bare ? end : equals), true);
                var value = PercentEncoding.decode(bare ? "" : raw.substring(equals + 1, end), true);
                if (name.isEmpty() || value.isEmpty() || parameters.size() == most) {
                    return Optional.empty();
                }
                parameters.add(new Parameter(name.get(), value.get()));
            }
            at = end + 1;
        }
        return Optional.of(new Query(parameters));
    }

    public List<Parameter> parameters() {
        return parameters;
    }

    /// The first value of `name`.
    public Optional<String> first(String name) {
        for (var parameter : parameters) {
            if (parameter.name().equals(name)) {
                return Optional.of(parameter.value());
            }
        }
        return Optional.empty();
    }

    public boolean has(String name) {
        return first(name).isPresent();
    }
}

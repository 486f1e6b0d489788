package sealstead.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import sealstead.iam.policy.Tag;
import sealstead.wire.Query;

/// The parameters of a call. Lists are spelled `Name.member.1`, structures in them `Name.member.1.Key`.
public final class Form {
    private final Map<String, String> fields;

    private Form(Map<String, String> fields) {
        this.fields = fields;
    }

    static Form of(Query parameters) {
        var fields = new LinkedHashMap<String, String>();
        for (var parameter : parameters.parameters()) {
            fields.putIfAbsent(parameter.name(), parameter.value());
        }
        return new Form(fields);
    }

    /// Refuses parameters that are not of their own shape.
    void checkShape() {
        FormShape.check(fields);
    }

    /// Every parameter as it came.
    Map<String, String> fields() {
        return Collections.unmodifiableMap(fields);
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    public String required(String name) {
        return text(name).orElseThrow(() -> QueryError.constraint("null", name, "Member must not be null"));
    }

    /// A text of bounded length. IAM does not repeat one that is not.
    public String required(String name, int shortest, int longest) {
        return bounded(required(name), name, shortest, longest);
    }

    public static String bounded(String value, String name, int shortest, int longest) {
        if (value.length() < shortest) {
            throw QueryError.constraint(name, "Member must have length greater than or equal to " + shortest);
        }
        if (value.length() > longest) {
            throw QueryError.constraint(name, "Member must have length less than or equal to " + longest);
        }
        return value;
    }

    /// The name of an entity.
    public String name(String parameter, int longest) {
        return checkName(required(parameter, 1, longest), parameter);
    }

    public Optional<String> optionalName(String parameter, int longest) {
        return text(parameter).map(value -> checkName(bounded(value, parameter, 1, longest), parameter));
    }

    private static String checkName(String value, String parameter) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean plain = c < 128 && Character.isLetterOrDigit(c);
            if (!plain && "+=,.@_-".indexOf(c) < 0) {
                throw QueryError.VALIDATION.saying("The specified value for "
                        + Character.toLowerCase(parameter.charAt(0)) + parameter.substring(1)
                        + " is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-");
            }
        }
        return value;
    }

    /// A path of entities, `/` if absent.
    public String path(String parameter) {
        var value = bounded(text(parameter).orElse("/"), parameter, 1, 512);
        if (!value.startsWith("/") || !value.endsWith("/") || value.contains("//") || !isPrintable(value)) {
            throw QueryError.VALIDATION.saying(
                    "The specified value for "
                            + Character.toLowerCase(parameter.charAt(0)) + parameter.substring(1)
                            + " is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.");
        }
        return value;
    }

    private static boolean isPrintable(String value) {
        return value.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    }

    public int number(String name, int byDefault, int least, int most) {
        var value = text(name);
        if (value.isEmpty()) {
            return byDefault;
        }
        if (!value.get().matches("-?[0-9]{1,9}")) {
            throw QueryError.MALFORMED_INPUT.saying(name + " is not a number");
        }
        int number = Integer.parseInt(value.get());
        if (number < least) {
            throw QueryError.constraint(value.get(), name, "Member must have value greater than or equal to " + least);
        }
        if (number > most) {
            throw QueryError.constraint(value.get(), name, "Member must have value less than or equal to " + most);
        }
        return number;
    }

    public boolean flag(String name) {
        return text(name).filter(value -> value.equalsIgnoreCase("true")).isPresent();
    }

    /// One of the values that the model knows.
    public Optional<String> choice(String name, List<String> known) {
        var value = text(name);
        if (value.isPresent() && !known.contains(value.get())) {
            throw QueryError.constraint(
                    value.get(), name, "Member must satisfy enum value set: [" + String.join(", ", known) + "]");
        }
        return value;
    }

    public List<String> list(String name) {
        var values = new ArrayList<String>();
        for (int i = 1; ; i++) {
            var value = fields.get(name + ".member." + i);
            if (value == null) {
                return values;
            }
            values.add(value);
        }
    }

    /// The structures of a list, each as a form of its own.
    public List<Form> records(String name) {
        var prefix = name + ".member.";
        var byNumber = new HashMap<String, Map<String, String>>();
        fields.forEach((key, value) -> {
            int dot = key.startsWith(prefix) ? key.indexOf('.', prefix.length()) : -1;
            if (dot > 0) {
                byNumber.computeIfAbsent(key.substring(prefix.length(), dot), number -> new LinkedHashMap<>())
                        .put(key.substring(dot + 1), value);
            }
        });
        var records = new ArrayList<Form>();
        for (var record = byNumber.get("1"); record != null; ) {
            records.add(new Form(record));
            record = byNumber.get(Integer.toString(records.size() + 1));
        }
        return records;
    }

    /// The parameter `Tags`.
    public SortedMap<String, String> tags(TagKeys keys) {
        var tags = new TreeMap<String, String>();
        var given = records("Tags");
        if (given.size() > Tag.MAX_OF_RESOURCE) {
            throw QueryError.constraint("Tags", "Member must have length less than or equal to " + Tag.MAX_OF_RESOURCE);
        }
        for (int i = 0; i < given.size(); i++) {
            var place = "tags." + (i + 1) + ".member.";
            var key = ofTag(given.get(i).required("Key"), place + "key", 1, Tag.MAX_KEY_CHARACTERS);
            var value = ofTag(given.get(i).text("Value").orElse(""), place + "value", 0, Tag.MAX_VALUE_CHARACTERS);
            if (key.regionMatches(true, 0, "aws:", 0, 4)) {
                throw QueryError.INVALID_INPUT.saying("System tags cannot be added/updated by requester");
            }
            if (tags.keySet().stream().anyMatch(known -> keys.same(known, key))) {
                throw keys.twice();
            }
            tags.put(key, value);
        }
        return tags;
    }

    private static String ofTag(String text, String place, int shortest, int longest) {
        bounded(text, place, shortest, longest);
        var pattern = Tag.CHARACTER + (shortest > 0 ? "+" : "*");
        if (!text.matches(pattern)) {
            throw QueryError.constraint(place, "Member must satisfy regular expression pattern: " + pattern);
        }
        return text;
    }

    /// The parameter `TagKeys`, which has one at least.
    public List<String> tagKeys() {
        required("TagKeys.member.1");
        var keys = list("TagKeys");
        if (keys.size() > Tag.MAX_OF_RESOURCE) {
            throw QueryError.constraint(
                    "TagKeys", "Member must have length less than or equal to " + Tag.MAX_OF_RESOURCE);
        }
        var pattern = Tag.CHARACTER + "+";
        for (var key : keys) {
            if (key.length() > Tag.MAX_KEY_CHARACTERS || !key.matches(pattern)) {
                throw QueryError.constraint(
                        "TagKeys",
                        "Member must satisfy constraint: [Member must have length less than or equal to "
                                + Tag.MAX_KEY_CHARACTERS
                                + ", Member must have length greater than or equal to 1, Member must satisfy regular"
                                + " expression pattern: " + pattern + ", Member must not be null]");
            }
        }
        return keys;
    }
}

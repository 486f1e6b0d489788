package sealstead.batch;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import sealstead.s3.S3Error;
import sealstead.wire.Refusal;
import sealstead.xml.XmlElement;

/// The members of a structure of AWS's model, read within the model's bounds. What the model does not know is
/// malformed; what it knows and does not allow is named in a `BadRequestException`.
final class Members {
    private final XmlElement element;

    private Members(XmlElement element) {
        this.element = element;
    }

    /// @param names every member of the structure
    static Members of(XmlElement element, String... names) {
        return new Members(element.only(names));
    }

    /// The same where the model has members that this server has not: they are refused by their names.
    static Members of(XmlElement element, List<String> notHere, String... names) {
        var members = of(
                element, Stream.concat(notHere.stream(), Arrays.stream(names)).toArray(String[]::new));
        for (var name : notHere) {
            if (!element.all(name).isEmpty()) {
                throw S3Error.NOT_IMPLEMENTED.saying("The member " + name + " is not implemented.");
            }
        }
        return members;
    }

    boolean has(String name) {
        return element.one(name).isPresent();
    }

    Optional<XmlElement> one(String name) {
        return element.one(name);
    }

    /// A structure or list that has to be there.
    XmlElement needed(String name) {
        return one(name).orElseThrow(() -> missing(name));
    }

    /// A text of 1 to `max` characters.
    Optional<String> text(String name, int max) {
        return element.one(name).map(found -> bounded(name, found.exactText(), max));
    }

    String neededText(String name, int max) {
        return text(name, max).orElseThrow(() -> missing(name));
    }

    Optional<String> matching(String name, int max, String pattern) {
        return text(name, max).map(text -> {
            if (!text.matches(pattern)) {
                throw invalid(name);
            }
            return text;
        });
    }

    /// One of the words of the model.
    Optional<String> word(String name, List<String> words) {
        return element.text(name).map(text -> {
            if (!words.contains(text)) {
                throw invalid(name);
            }
            return text;
        });
    }

    Optional<Boolean> flag(String name) {
        return element.text(name).map(text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(name);
        });
    }

    Optional<Long> number(String name, long max) {
        return element.text(name).map(text -> {
            if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) > max) {
                throw invalid(name);
            }
            return Long.parseLong(text);
        });
    }

    Optional<Instant> time(String name) {
        return element.text(name).map(text -> {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException unreadable) {
                throw invalid(name);
            }
        });
    }

    /// The items of a list, each in an element of the name `item`.
    List<XmlElement> list(String name, String item) {
        return element.one(name).map(list -> list.only(item).all(item)).orElse(List.of());
    }

    /// The entries of a map, whose values may be empty.
    Map<String, String> map(String name, int maxEntries, int maxKey, int maxValue) {
        var map = new LinkedHashMap<String, String>();
        for (var entry : list(name, "entry")) {
            var pair = of(entry, "key", "value");
            var value = pair.needed("value").exactText();
            if (value.length() > maxValue || map.put(pair.neededText("key", maxKey), value) != null) {
                throw invalid(name);
            }
        }
        if (map.size() > maxEntries) {
            throw invalid(name);
        }
        return map;
    }

    static String bounded(String name, String text, int max) {
        if (text.isEmpty() || text.length() > max) {
            throw BatchError.BAD_REQUEST.saying(name + " must have 1 to " + max + " characters.");
        }
        // Many a text becomes a header of S3's, in which none could stand.
        if (!name.equals("Description") && text.chars().anyMatch(c -> c < ' ' || c == 127)) {
            throw invalid(name);
        }
        return text;
    }

    static Refusal missing(String name) {
        return BatchError.BAD_REQUEST.saying(name + " is missing.");
    }

    static Refusal invalid(String name) {
        return BatchError.BAD_REQUEST.saying("The value of " + name + " is not valid.");
    }
}

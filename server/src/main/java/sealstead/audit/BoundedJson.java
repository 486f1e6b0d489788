package sealstead.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Keeps what callers send within a number of bytes, as CloudTrail does: what does not fit is left out and says
/// so by `"omitted": true`. Small members are kept before large ones, so that no value can push out another: a
/// document of 200 KB costs its own member, never the name of the bucket beside it.
final class BoundedJson {
    /// Deeper than any document of AWS's, and far from what a writer of JSON refuses.
    static final int MAX_DEPTH = 32;

    private static final int MAX_MEMBERS = 100;
    private static final int BEGINNING_BYTES = 256;
    private static final int TOO_MUCH = Integer.MAX_VALUE;

    private BoundedJson() {}

    /// A member and how many bytes its JSON takes.
    private record Member(String name, JsonNode value, int bytes) {}

    /// The object itself if its JSON takes at most `limit` bytes, or else what fits of it.
    static ObjectNode within(ObjectNode object, int limit) {
        if (bytes(object, 0, limit) <= limit) {
            return object;
        }
        var members = new ArrayList<Member>();
        for (var member : object.properties()) {
            int name = textBytes(member.getKey(), limit) + 2;
            int value = bytes(member.getValue(), 1, limit);
            members.add(new Member(
                    member.getKey(), member.getValue(), name > limit || value > limit ? TOO_MUCH : name + value));
        }
        var kept = fitting(members, limit);
        var bounded = JsonNodeFactory.instance.objectNode();
        int left = 0;
        for (var member : members) {
            if (kept.contains(member)) {
                bounded.set(member.name(), member.value());
            } else if (bounded.size() < MAX_MEMBERS && member.name().length() <= 64) {
                bounded.set(member.name(), omitted(member.value()));
            } else {
                left++;
            }
        }
        if (left > 0) {
            bounded.put("omitted", true).put("omittedMembers", left);
        }
        return bounded;
    }

    private static Set<Member> fitting(List<Member> members, int limit) {
        var bySize = new ArrayList<>(members);
        bySize.sort(Comparator.comparingInt(Member::bytes));
        var kept = new HashSet<Member>();
        int room = limit;
        for (var member : bySize) {
            if (member.bytes() <= room && kept.size() < MAX_MEMBERS) {
                kept.add(member);
                room -= member.bytes();
            }
        }
        return kept;
    }

    /// What stands where a value was too large or too deep.
    private static ObjectNode omitted(JsonNode value) {
        var stub = JsonNodeFactory.instance.objectNode().put("omitted", true);
        if (value.isTextual()) {
            stub.put("originalSize", utf8Bytes(value.asText())).put("beginning", cut(value.asText(), BEGINNING_BYTES));
        }
        return stub;
    }

    /// What stands for a document of which nothing is shown.
    static ObjectNode omitted(long originalBytes) {
        return JsonNodeFactory.instance.objectNode().put("omitted", true).put("originalSize", originalBytes);
    }

    /// A text of at most that many bytes of UTF-8; one that was cut ends in `...`.
    static String cut(String text, int bytes) {
        if (text.length() <= bytes / 3) {
            return text;
        }
        int used = 0;
        int fits = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            used += utf8Bytes(point);
            i += Character.charCount(point);
            if (used > bytes) {
                return text.substring(0, fits) + "...";
            }
            if (used <= bytes - 3) {
                fits = i;
            }
        }
        return text;
    }

    /// How many bytes of JSON a value takes, or more than `limit`; [#TOO_MUCH] if it is nested too deeply.
    private static int bytes(JsonNode value, int depth, int limit) {
        if (depth > MAX_DEPTH) {
            return TOO_MUCH;
        }
        if (value.isTextual()) {
            return textBytes(value.asText(), limit);
        }
        if (!value.isContainerNode()) {
            return value.asText().length() + 2;
        }
        long sum = 2;
        if (value.isObject()) {
            for (var member : value.properties()) {
                sum += textBytes(member.getKey(), limit) + 2L + bytes(member.getValue(), depth + 1, limit);
                if (sum > limit) {
                    return TOO_MUCH;
                }
            }
        } else {
            for (var element : value) {
                sum += 1L + bytes(element, depth + 1, limit);
                if (sum > limit) {
                    return TOO_MUCH;
                }
            }
        }
        return (int) sum;
    }

    /// The same of a text between its quotes, with what is escaped.
    private static int textBytes(String text, int limit) {
        long sum = 2;
        for (int i = 0; i < text.length() && sum <= limit; i++) {
            char c = text.charAt(i);
            if (c < 0x20) {
                sum += 6;
            } else if (c < 0x80) {
                sum += c == '"' || c == '\\' ? 2 : 1;
            } else {
                sum += c < 0x800 ? 2 : 3;
            }
        }
        return sum > limit ? TOO_MUCH : (int) sum;
    }

    private static int utf8Bytes(int point) {
        return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    }

    private static long utf8Bytes(String text) {
        return text.codePoints().mapToLong(BoundedJson::utf8Bytes).sum();
    }
}

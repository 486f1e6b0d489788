package sealstead.kms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.wire.Clipped;

/// The members of one KMS request, read with the KMS's own complaints.
///
/// @param additional what the audit trail is to say of it besides, filled while it is performed
record KmsInput(RequestContext requestContext, JsonNode json, ObjectNode additional) {
    KmsInput(RequestContext requestContext, JsonNode json) {
        this(requestContext, json, JsonNodeFactory.instance.objectNode());
    }

    Caller.Principal caller() {
        return use().caller();
    }

    Use use() {
        return new Use(requestContext, requestContext.region(), "", "", ApiCall.API);
    }

    Optional<String> text(String member) {
        var node = json.path(member);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isTextual()) {
            throw KmsError.SERIALIZATION.because("The member " + member + " is not a string.");
        }
        return Optional.of(node.asText());
    }

    String required(String member) {
        var value = text(member).orElseThrow(() -> missing(member));
        if (value.isEmpty()) {
            throw KmsError.constraint("", lower(member), "Member must have length greater than or equal to 1");
        }
        return value;
    }

    /// A required text of bounded length.
    String required(String member, int mostCharacters) {
        var value = required(member);
        if (value.length() > mostCharacters) {
            throw KmsError.constraint(
                    Clipped.of(value),
                    lower(member),
                    "Member must have length less than or equal to " + mostCharacters);
        }
        return value;
    }

    String keyId() {
        return required("KeyId", 2048);
    }

    static KmsException missing(String member) {
        return KmsError.validation("1 validation error detected: Value null at '" + lower(member)
                + "' failed to satisfy constraint: Member must not be null");
    }

    boolean isTrue(String member) {
        var node = json.path(member);
        if (node.isMissingNode() || node.isNull()) {
            return false;
        }
        if (!node.isBoolean()) {
            throw KmsError.SERIALIZATION.because("The member " + member + " is not a boolean.");
        }
        return node.asBoolean();
    }

    Optional<Integer> integer(String member, int least, int most) {
        var node = json.path(member);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isIntegralNumber()) {
            throw KmsError.SERIALIZATION.because("The member " + member + " is not an integer.");
        }
        long value = node.asLong();
        if (value < least) {
            throw KmsError.constraint(
                    Long.toString(value), lower(member), "Member must have value greater than or equal to " + least);
        }
        if (value > most) {
            throw KmsError.constraint(
                    Long.toString(value), lower(member), "Member must have value less than or equal to " + most);
        }
        return Optional.of((int) value);
    }

    Optional<byte[]> blob(String member, int mostBytes) {
        return text(member).map(encoded -> {
            byte[] bytes;
            try {
                bytes = Base64.getDecoder().decode(encoded);
            } catch (IllegalArgumentException notBase64) {
                throw KmsError.SERIALIZATION.because("The member " + member + " is not base64.");
            }
            if (bytes.length == 0 || bytes.length > mostBytes) {
                var constraint = bytes.length == 0
                        ? "Member must have length greater than or equal to 1"
                        : "Member must have length less than or equal to " + mostBytes;
                throw member.equals("Plaintext")
                        ? KmsError.constraintOfSecret(lower(member), constraint)
                        : KmsError.constraint(
                                "java.nio.HeapByteBuffer[pos=0 lim=" + bytes.length + " cap=" + bytes.length + "]",
                                lower(member),
                                constraint);
            }
            return bytes;
        });
    }

    Map<String, String> context(String member) {
        var node = json.path(member);
        var context = new TreeMap<String, String>();
        if (node.isMissingNode() || node.isNull()) {
            return context;
        }
        if (!node.isObject()) {
            throw KmsError.SERIALIZATION.because("The member " + member + " is not a map.");
        }
        for (var pair : node.properties()) {
            if (!pair.getValue().isTextual()) {
                throw KmsError.SERIALIZATION.because("A value of " + member + " is not a string.");
            }
            context.put(pair.getKey(), pair.getValue().asText());
        }
        return context;
    }

    List<JsonNode> list(String member) {
        var node = json.path(member);
        var items = new ArrayList<JsonNode>();
        if (node.isArray()) {
            node.forEach(items::add);
        } else if (!node.isMissingNode() && !node.isNull()) {
            throw KmsError.SERIALIZATION.because("The member " + member + " is not a list.");
        }
        return items;
    }

    /// Refuses members that would change what happens and that are not supported.
    void refuse(String... members) {
        for (var member : members) {
            var node = json.path(member);
            boolean set = !node.isMissingNode() && !node.isNull() && !(node.isContainerNode() && node.isEmpty());
            if (set) {
                throw KmsError.unsupported("The member " + member + " is not supported.");
            }
        }
    }

    /// Refuses any value of `member` but these.
    void allow(String member, String enumeration, String... values) {
        var given = text(member);
        if (given.isPresent() && !List.of(values).contains(given.get())) {
            if (List.of(enumeration.split(", ")).contains(given.get())) {
                throw KmsError.unsupported("The value " + given.get() + " of " + member + " is not supported.");
            }
            throw KmsError.constraint(
                    given.get(), lower(member), "Member must satisfy enum value set: [" + enumeration + "]");
        }
    }

    private static String lower(String member) {
        return Character.toLowerCase(member.charAt(0)) + member.substring(1);
    }
}

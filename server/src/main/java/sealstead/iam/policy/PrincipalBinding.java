package sealstead.iam.policy;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/// Puts other names into the place of users and roles that a resource's policy names, and leaves every other letter
/// of the document as it is. A policy is kept with their unique ids, as on AWS, so that whoever is made later
/// under the name of one that is gone does not get what that one had.
public final class PrincipalBinding {
    private static final Set<String> ELEMENTS = Set.of("Principal", "NotPrincipal");
    private static final String TYPE = "AWS";

    private PrincipalBinding() {}

    /// Says what a principal is called.
    @FunctionalInterface
    public interface Naming {
        /// @return nothing if there is no such principal
        Optional<String> of(String principal) throws IOException;
    }

    /// The document with the ids of its principals.
    ///
    /// @param text of a document that was parsed before
    /// @throws MalformedPolicyException if a principal does not exist
    public static String bind(String text, PolicyDocument.Kind kind, Naming ids)
            throws MalformedPolicyException, IOException {
        var refusals = new Refusals(kind);
        return new Rewriting(text, (principal, statement) -> {
                    var id = ids.of(principal);
                    if (id.isEmpty()) {
                        throw refusals.in(statement).principal(TYPE, principal);
                    }
                    return id.get();
                })
                .all();
    }

    /// The document as it is shown, with the names that its principals have now.
    public static String show(String text, Naming names) throws IOException {
        try {
            return new Rewriting(text, (id, statement) -> names.of(id).orElse(id)).all();
        } catch (MalformedPolicyException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// What stands in the place of a principal.
    private interface Change {
        String of(String principal, int statement) throws MalformedPolicyException, IOException;
    }

    /// One pass over a document.
    private static final class Rewriting {
        private final String text;
        private final Change change;
        private final StringBuilder rewritten = new StringBuilder();
        private int copied;

        Rewriting(String text, Change change) {
            this.text = text;
            this.change = change;
        }

        String all() throws MalformedPolicyException, IOException {
            try (var parser = PolicyJson.parser(text)) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    boolean statements = parser.currentName().equals("Statement");
                    var token = parser.nextToken();
                    if (!statements) {
                        parser.skipChildren();
                    } else if (token == JsonToken.START_OBJECT) {
                        statement(parser, 0);
                    } else {
                        for (int number = 0; parser.nextToken() != JsonToken.END_ARRAY; number++) {
                            statement(parser, number);
                        }
                    }
                }
            } catch (JacksonException malformed) {
                throw new IllegalArgumentException("a document that was read before", malformed);
            }
            return copied == 0
                    ? text
                    : rewritten.append(text, copied, text.length()).toString();
        }

        private void statement(JsonParser parser, int number) throws MalformedPolicyException, IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean principals = ELEMENTS.contains(parser.currentName());
                if (parser.nextToken() == JsonToken.START_OBJECT && principals) {
                    principals(parser, number);
                } else {
                    parser.skipChildren();
                }
            }
        }

        private void principals(JsonParser parser, int number) throws MalformedPolicyException, IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean named = parser.currentName().equals(TYPE);
                var token = parser.nextToken();
                if (!named) {
                    parser.skipChildren();
                } else if (token == JsonToken.START_ARRAY) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        principal(parser, number);
                    }
                } else {
                    principal(parser, number);
                }
            }
        }

        private void principal(JsonParser parser, int number) throws MalformedPolicyException, IOException {
            int start = (int) parser.currentTokenLocation().getCharOffset();
            var given = parser.getText();
            int end = (int) parser.currentLocation().getCharOffset();
            var changed = change.of(given, number);
            if (!changed.equals(given)) {
                // ARNs and ids have no letter that JSON must escape.
                rewritten
                        .append(text, copied, start)
                        .append('"')
                        .append(changed)
                        .append('"');
                copied = end;
            }
        }
    }
}

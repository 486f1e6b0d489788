package sealstead.iam.policy;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// A text of a policy as the document means it: with wildcards where the element knows them, and with policy
/// variables where its version does. `${*}`, `${?}` and `${$}` are these characters themselves. What a variable
/// stands for is text, never a pattern: a user who is called `*` is one user.
sealed interface TextPattern {
    /// Which characters of a text are wildcards.
    enum Wildcards {
        NONE,
        EVERYWHERE,
        /// As in ARNs of resources: inside one of the first five segments a wildcard does not cross a colon, unless
        /// it is a star that ends its segment.
        BY_SEGMENT
    }

    /// The pattern for one request; nothing if one of its variables has no value.
    Optional<Glob> in(Conditions conditions);

    /// Whether a text begins as the pattern does. Of most patterns this says that they do not match, before a
    /// variable is looked at.
    boolean mayMatch(String subject);

    /// The text as it stands in the document.
    String source();

    /// The keys of its variables, in lower case.
    List<String> variables();

    /// Whether it names exactly one value, whoever asks.
    default boolean isFixed() {
        return variables().isEmpty()
                && !in(Conditions.NONE).map(Glob::hasWildcard).orElse(true);
    }

    /// Whether every request means the same.
    record Constant(String source, Optional<Glob> glob) implements TextPattern {
        @Override
        public boolean mayMatch(String subject) {
            return true;
        }

        @Override
        public Optional<Glob> in(Conditions conditions) {
            return glob;
        }

        @Override
        public List<String> variables() {
            return List.of();
        }
    }

    /// @param parts the texts between and around the variables
    /// @param start what stands before the first variable or wildcard
    record Template(String source, List<Part> parts, Wildcards wildcards, String start) implements TextPattern {
        static Template of(String source, List<Part> parts, Wildcards wildcards) {
            var start = new StringBuilder();
            for (var part : parts) {
                if (!(part instanceof Part.Text(var text, var wild))) {
                    break;
                }
                int literal = 0;
                while (literal < text.length() && !(wild && Glob.markOf(text.charAt(literal)) != Glob.LITERAL)) {
                    literal++;
                }
                start.append(text, 0, literal);
                if (literal < text.length()) {
                    break;
                }
            }
            return new Template(source, parts, wildcards, start.toString());
        }

        @Override
        public boolean mayMatch(String subject) {
            return subject.startsWith(start);
        }

        @Override
        public Optional<Glob> in(Conditions conditions) {
            var marked = new MarkedText();
            for (var part : parts) {
                switch (part) {
                    case Part.Text text -> marked.append(text);
                    case Part.Variable variable -> {
                        var values = conditions.values(variable.key());
                        if (values.size() == 1) {
                            marked.appendLiteral(values.getFirst());
                        } else if (values.isEmpty() && variable.otherwise().isPresent()) {
                            marked.appendLiteral(variable.otherwise().get());
                        } else {
                            return Optional.empty();
                        }
                    }
                }
            }
            return Optional.of(marked.toGlob(wildcards));
        }

        @Override
        public List<String> variables() {
            return parts.stream()
                    .filter(Part.Variable.class::isInstance)
                    .map(part -> ((Part.Variable) part).key())
                    .toList();
        }
    }

    /// A piece of a text with variables.
    sealed interface Part {
        /// @param wild whether its stars and question marks may be wildcards
        record Text(String text, boolean wild) implements Part {}

        /// @param key in lower case
        record Variable(String key, Optional<String> otherwise) implements Part {}
    }

    /// Compiles a text.
    ///
    /// @param variables whether the document's version knows variables
    /// @return nothing if a variable in it is no variable
    static Optional<TextPattern> compile(String source, boolean variables, Wildcards wildcards) {
        var parts = variables ? VariableSyntax.split(source) : Optional.of(List.<Part>of(new Part.Text(source, true)));
        return parts.map(found -> {
            if (found.stream().allMatch(Part.Text.class::isInstance)) {
                var marked = new MarkedText();
                found.forEach(part -> marked.append((Part.Text) part));
                return new Constant(source, Optional.of(marked.toGlob(wildcards)));
            }
            return Template.of(source, found, wildcards);
        });
    }

    /// A text under construction that knows which of its characters may be wildcards.
    final class MarkedText {
        private final StringBuilder text = new StringBuilder();
        private final BitSet literal = new BitSet();

        void append(Part.Text part) {
            if (part.wild()) {
                text.append(part.text());
            } else {
                appendLiteral(part.text());
            }
        }

        void appendLiteral(String value) {
            literal.set(text.length(), text.length() + value.length());
            text.append(value);
        }

        Glob toGlob(Wildcards wildcards) {
            var marks = new byte[text.length()];
            int segment = 0;
            for (int i = 0; i < marks.length; i++) {
                char letter = text.charAt(i);
                segment += letter == ':' ? 1 : 0;
                if (wildcards == Wildcards.NONE || literal.get(i)) {
                    continue;
                }
                marks[i] = Glob.markOf(letter);
                boolean endsSegment = i + 1 == marks.length || text.charAt(i + 1) == ':';
                if (wildcards == Wildcards.BY_SEGMENT && marks[i] != Glob.LITERAL && segment < 5) {
                    marks[i] = letter == '?' ? Glob.ONE_IN_SEGMENT : endsSegment ? Glob.MANY : Glob.MANY_IN_SEGMENT;
                }
            }
            return new Glob(text.toString(), marks);
        }
    }
}

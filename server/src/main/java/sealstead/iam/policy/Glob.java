package sealstead.iam.policy;

/// A text with wildcards, compiled: `*` is any run of characters and `?` any single one. Which characters are
/// wildcards is marked beside the text, so that a star that came out of a policy variable is a star and nothing else.
///
/// Most patterns are a plain text or a text with one star at its end and cost one comparison. The rest is matched
/// greedily, going back to the last star. A wildcard inside a segment of an ARN may not cross a colon; with one of
/// those going back to the last star is not enough, and all positions are followed at once.
final class Glob {
    static final byte LITERAL = 0;
    static final byte ONE = 1;
    static final byte MANY = 2;
    static final byte ONE_IN_SEGMENT = 3;
    static final byte MANY_IN_SEGMENT = 4;

    private enum Shape {
        EXACT,
        PREFIX,
        GREEDY,
        FOLLOW_ALL
    }

    private final String text;
    private final byte[] marks;
    private final Shape shape;
    private final String literal;

    Glob(String text, byte[] marks) {
        this.text = text;
        this.marks = marks;
        int first = 0;
        boolean segments = false;
        while (first < marks.length && marks[first] == LITERAL) {
            first++;
        }
        for (byte mark : marks) {
            segments |= mark >= ONE_IN_SEGMENT;
        }
        if (first == marks.length) {
            shape = Shape.EXACT;
        } else if (segments) {
            shape = Shape.FOLLOW_ALL;
        } else {
            shape = first == marks.length - 1 && marks[first] == MANY ? Shape.PREFIX : Shape.GREEDY;
        }
        literal = text.substring(0, first);
    }

    /// Every star and question mark of the pattern is a wildcard.
    static Glob of(String pattern) {
        var marks = new byte[pattern.length()];
        for (int i = 0; i < marks.length; i++) {
            marks[i] = markOf(pattern.charAt(i));
        }
        return new Glob(pattern, marks);
    }

    static byte markOf(char letter) {
        return letter == '*' ? MANY : letter == '?' ? ONE : LITERAL;
    }

    /// The pattern as it is written.
    String text() {
        return text;
    }

    boolean hasWildcard() {
        return shape != Shape.EXACT;
    }

    /// Part of the pattern, with its wildcards.
    Glob part(int from, int to) {
        return new Glob(text.substring(from, to), java.util.Arrays.copyOfRange(marks, from, to));
    }

    boolean matches(String subject) {
        return switch (shape) {
            case EXACT -> subject.equals(text);
            case PREFIX -> subject.startsWith(literal);
            case GREEDY -> subject.startsWith(literal) && greedy(subject);
            case FOLLOW_ALL -> subject.startsWith(literal) && followed(subject)[marks.length];
        };
    }

    /// Whether it matches anything that begins so.
    boolean matchesBeneath(String prefix) {
        for (boolean reached : followed(prefix)) {
            if (reached) {
                return true;
            }
        }
        return false;
    }

    private boolean greedy(String subject) {
        int at = literal.length();
        int in = at;
        int star = -1;
        int resume = -1;
        while (at < subject.length()) {
            if (in < marks.length && marks[in] == MANY) {
                star = in++;
                resume = at;
            } else if (in < marks.length && (marks[in] == ONE || text.charAt(in) == subject.charAt(at))) {
                in++;
                at++;
            } else if (star >= 0) {
                in = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (in < marks.length && marks[in] == MANY) {
            in++;
        }
        return in == marks.length;
    }

    /// The positions of the pattern that can be reached by the whole subject.
    private boolean[] followed(String subject) {
        var now = new boolean[marks.length + 1];
        now[0] = true;
        skipStars(now);
        for (int at = 0; at < subject.length(); at++) {
            var next = new boolean[marks.length + 1];
            char letter = subject.charAt(at);
            for (int in = 0; in < marks.length; in++) {
                if (now[in] && accepts(in, letter)) {
                    next[isStar(in) ? in : in + 1] = true;
                }
            }
            skipStars(next);
            now = next;
        }
        return now;
    }

    private boolean accepts(int in, char letter) {
        return switch (marks[in]) {
            case ONE, MANY -> true;
            case ONE_IN_SEGMENT, MANY_IN_SEGMENT -> letter != ':';
            default -> text.charAt(in) == letter;
        };
    }

    private void skipStars(boolean[] reached) {
        for (int in = 0; in < marks.length; in++) {
            if (reached[in] && isStar(in)) {
                reached[in + 1] = true;
            }
        }
    }

    private boolean isStar(int in) {
        return marks[in] == MANY || marks[in] == MANY_IN_SEGMENT;
    }

    @Override
    public String toString() {
        return text;
    }
}

package sealstead.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// Header fields in the order they came, with names in lower case. Names are tokens and values hold neither CR
/// nor LF: both may come from places where HTTP did not check them, such as the query of a presigned URL or a
/// form.
public final class Headers {
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    private static final boolean[] TOKEN = tokenCharacters();

    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    /// Adds a field; a name that is no token and a value with CR, LF or NUL are refused, so that nothing
    /// reflected can split a header.
    ///
    /// @throws IllegalArgumentException if it is refused
    public Headers add(String name, String value) {
        if (!isToken(name)) {
            throw new IllegalArgumentException("not the name of a header");
        }
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0 || value.indexOf(0) >= 0) {
            throw new IllegalArgumentException("control character in header " + name);
        }
        names.add(name.toLowerCase(Locale.ROOT));
        values.add(value);
        return this;
    }

    /// Whether a text can be the name of a header field.
    public static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= TOKEN.length || !TOKEN[c]) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean[] tokenCharacters() {
        var characters = new boolean[128];
        for (char c = 0; c < characters.length; c++) {
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            characters[c] = plain || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
        }
        return characters;
    }

    /// The first value of `name`, given in lower case.
    public Optional<String> first(String name) {
        int at = names.indexOf(name);
        return at < 0 ? Optional.empty() : Optional.of(values.get(at));
    }

    /// How long the body is said to be, without its framing; 0 if nothing is said.
    public long declaredBytes() {
        return first("x-amz-decoded-content-length")
                .or(() -> first("content-length"))
                .filter(length -> DIGITS.matcher(length).matches())
                .map(Long::parseLong)
                .orElse(0L);
    }

    public boolean has(String name) {
        return names.contains(name);
    }

    /// All values of `name`, given in lower case, in order.
    public List<String> all(String name) {
        var found = new ArrayList<String>(1);
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equals(name)) {
                found.add(values.get(i));
            }
        }
        return found;
    }

    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < names.size(); i++) {
            action.accept(names.get(i), values.get(i));
        }
    }

    public int size() {
        return names.size();
    }
}

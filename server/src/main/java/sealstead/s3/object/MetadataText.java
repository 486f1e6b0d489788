package sealstead.s3.object;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The values of user metadata, which are characters; headers carry those outside ASCII in the encoded words of
/// RFC 2047 (as S3 answers them) or as bytes. Nothing but printable ASCII leaves this class for a header.
public final class MetadataText {
    private static final Pattern WORD = Pattern.compile("=\\?([A-Za-z0-9_.-]+)\\?([BbQq])\\?([!-~&&[^?]]*)\\?=");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("(\\?=)[ \\t]+(=\\?)");
    private static final String UNENCODED = "=?_";

    private MetadataText() {}

    /// The characters of a header's value: encoded words are decoded, bytes above 127 read as UTF-8 if they are.
    static String ofHeader(String value) {
        if (value.indexOf("=?") < 0) {
            return characters(value);
        }
        var joined = BETWEEN_WORDS.matcher(value).replaceAll("$1$2");
        return WORD.matcher(characters(joined)).replaceAll(word -> Matcher.quoteReplacement(decoded(word)));
    }

    /// A value as a header of an answer has it: as it is if it is printable ASCII, else one encoded word.
    public static String toHeader(String value) {
        var text = characters(value);
        long plain = text.codePoints().filter(MetadataText::isPlain).count();
        long others = text.codePoints().count() - plain;
        if (others == 0) {
            return text;
        }
        return plain > others ? quoted(text) : base64(text);
    }

    /// A form's value as a header has it that is read by [#ofHeader]: forms may hold any character, and no words.
    public static String ofForm(String value) {
        return value.indexOf("=?") < 0 && value.codePoints().allMatch(MetadataText::isPlain) ? value : base64(value);
    }

    private static boolean isPlain(int c) {
        return (c >= ' ' && c <= '~') || c == '\t';
    }

    /// What was read byte by byte, read as UTF-8 if that is possible.
    private static String characters(String value) {
        boolean bytes = false;
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) > 0xFF) {
                return value;
            }
            bytes |= value.charAt(i) > '~';
        }
        if (!bytes) {
            return value;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return value;
        }
    }

    private static String decoded(MatchResult word) {
        try {
            var charset = Charset.forName(word.group(1));
            var text = word.group(3);
            var bytes = word.group(2).toUpperCase(Locale.ROOT).equals("B")
                    ? Base64.getDecoder().decode(text)
                    : unquoted(text);
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (IllegalCharsetNameException | UnsupportedCharsetException | CharacterCodingException notOurs) {
            return word.group();
        } catch (IllegalArgumentException malformed) {
            return word.group();
        }
    }

    private static byte[] unquoted(String text) {
        var out = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '=') {
                if (i + 2 >= text.length()) {
                    throw new IllegalArgumentException("cut short");
                }
                out.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                out.write(c == '_' ? ' ' : c);
            }
        }
        return out.toByteArray();
    }

    private static String quoted(String text) {
        var out = new StringBuilder("=?UTF-8?Q?");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c == ' ') {
                out.append('_');
            } else if (c > ' ' && c <= '~' && UNENCODED.indexOf(c) < 0) {
                out.append(c);
            } else {
                out.append(String.format(Locale.ROOT, "=%02X", (int) c));
            }
        }
        return out.append("?=").toString();
    }

    private static String base64(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(bytes) + "?=";
    }
}

package sealstead.conformance;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/// Breaks what was good, in ways that parsers are known to fall for.
final class Mutation {
    private static final List<String> NASTY = List.of(
            "",
            "\0",
            "%",
            "%zz",
            "%00",
            "%0D%0A",
            "\r\n",
            "\n",
            "\t ",
            "-1",
            "0",
            "00",
            "2147483648",
            "9223372036854775808",
            "99999999999999999999999999",
            "0x10",
            "1e9",
            "NaN",
            "null",
            "true",
            "[]",
            "{}",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
            "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":",
            "\"",
            "\\u0000",
            "\\ud800",
            "<",
            ">",
            "</",
            "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>",
            "<![CDATA[",
            "]]>",
            "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>",
            "&b;",
            "&#0;",
            "&#xFFFF;",
            "<?xml version=\"1.0\" encoding=\"UTF-16\"?>",
            "../",
            "//",
            "?",
            "#",
            "&",
            "=",
            ";",
            ",",
            ":",
            "*",
            "${aws:username",
            "${*}",
            "arn:aws:s3:::",
            "arn:aws:kms:::",
            "::::::",
            "alias/",
            "aws4_request",
            "bytes=",
            "bytes=9-1",
            "bytes=-0",
            "2026-13-45T99:99:99Z",
            "+999999999-12-31T23:59:59Z",
            "Thu, 99 Foo 2026",
            "\u00e4\u20ac\ud83d\ude00",
            "\u202e",
            "a".repeat(300),
            "a".repeat(5_000));
    /// Not UTF-8: an overlong slash, half a surrogate, a byte that is never there.
    private static final byte[][] BYTES = {
        {(byte) 0xC0, (byte) 0xAF}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, {(byte) 0xFF}, {(byte) 0xE2, (byte) 0x82}
    };

    private final Random random;

    Mutation(Random random) {
        this.random = random;
    }

    String nasty() {
        return NASTY.get(random.nextInt(NASTY.size()));
    }

    /// A text that is broken in one place.
    String broken(String text) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(8));
        return switch (random.nextInt(6)) {
            case 0 -> nasty();
            case 1 -> text.substring(0, from) + nasty() + text.substring(from);
            case 2 -> text.substring(0, from) + nasty() + text.substring(to);
            case 3 -> text.substring(0, from) + text.substring(to);
            case 4 -> text.substring(0, from);
            default -> text + text;
        };
    }

    /// Bytes that are broken in one place.
    byte[] broken(byte[] bytes) {
        int from = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.nextInt(16));
        var out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        switch (random.nextInt(6)) {
            case 0 -> out.writeBytes(nasty().getBytes(StandardCharsets.UTF_8));
            case 1 -> out.writeBytes(BYTES[random.nextInt(BYTES.length)]);
            case 2 -> out.write(random.nextInt(256));
            case 3 -> {
                return out.toByteArray();
            }
            case 4 -> out.write(bytes, from, to - from);
            default -> {
                out.write(bytes, to, bytes.length - to);
                return out.toByteArray();
            }
        }
        out.write(bytes, from, bytes.length - from);
        return out.toByteArray();
    }
}

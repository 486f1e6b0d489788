package sealstead.custody;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import sealstead.crypto.CipherPool;

/// A store key under one root key, or under two while one takes the other's place (docs/format.md, "Store
/// key").
///
/// @param id of the store key
/// @param origin how the store key came about: `random`, or `root-key` where it is the root key of a folder
/// from before there were store keys
/// @param under the message that holds it, in base64, by the id of the root key
record StoreKeyText(String id, String origin, Map<String, String> under) {
    static final String RANDOM = "random";
    static final String ROOT_KEY = "root-key";
    private static final String FIRST_LINE = "sealstead-store-key 1";
    private static final String CHECK = "check: ";
    private static final int CHECK_CHARACTERS = 16;
    private static final int MAX_ROOT_KEYS = 2;

    StoreKeyText {
        under = Map.copyOf(under);
    }

    Set<String> rootKeys() {
        return under.keySet();
    }

    byte[] message(String rootKey) {
        return Base64.getDecoder().decode(under.get(rootKey));
    }

    String text() {
        var text = new StringBuilder(FIRST_LINE).append('\n');
        text.append("id: ").append(id).append('\n');
        text.append("origin: ").append(origin).append('\n');
        new TreeMap<>(under)
                .forEach((root, message) -> text.append("under: ")
                        .append(root)
                        .append(' ')
                        .append(message)
                        .append('\n'));
        return text + CHECK + check(text.toString()) + '\n';
    }

    /// @throws IOException if it is not what [#text] made; whether it is anybody's own shows only when it is
    /// opened
    static StoreKeyText parse(String text) throws IOException {
        int end = text.lastIndexOf(CHECK);
        if (end < 0 || !text.substring(end).equals(CHECK + check(text.substring(0, end)) + '\n')) {
            throw new IOException("it is not as it was written");
        }
        var lines = text.substring(0, end).lines().toList();
        if (lines.size() < 4
                || lines.size() > 3 + MAX_ROOT_KEYS
                || !lines.get(0).equals(FIRST_LINE)
                || !lines.get(1).matches("id: [0-9a-f]{16}")
                || !lines.get(2).matches("origin: (" + RANDOM + "|" + ROOT_KEY + ")")) {
            throw new IOException("it is none of this version");
        }
        var under = new LinkedHashMap<String, String>();
        for (var line : lines.subList(3, lines.size())) {
            if (!line.matches("under: [0-9a-f]{16} ([A-Za-z0-9+/]{4}){8,64}([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")) {
                throw new IOException("it is none of this version");
            }
            var words = line.split(" ", -1);
            under.put(words[1], words[2]);
        }
        return new StoreKeyText(lines.get(1).substring(4), lines.get(2).substring(8), under);
    }

    private static String check(String text) {
        return HexFormat.of()
                .formatHex(CipherPool.sha256(text.getBytes(StandardCharsets.ISO_8859_1)))
                .substring(0, CHECK_CHARACTERS);
    }
}

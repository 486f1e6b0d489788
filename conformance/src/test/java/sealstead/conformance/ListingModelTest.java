package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;

/// Random keys, listed in pages of every size with every prefix and delimiter, compared page by page with what S3 says
/// a listing is: versions 1 and 2, versions, and uploads.
@Overlay.Defaults
@Overlay.CustomerKeys
@SuppressWarnings("NullAway.Init")
final class ListingModelTest {
    private static final int KEYS = 60;
    private static final int QUERIES = 40;
    private static final List<String> PIECES =
            List.of("a", "b", "/", "/", "//", "a/", "-", "--", "+", " ", "%2F", "ü", "\uFFEE", "\uD83D\uDE00", "&<\"");
    private static final List<String> DELIMITERS = List.of("", "/", "/", "//", "-", "a", "ü", "%", "\uD83D\uDE00");

    @Client
    private static S3Client s3;

    /// What each key has: entries of `id` or `!id` for a delete marker, the newest first.
    private static final Map<String, List<String>> VERSIONS = new TreeMap<>(ListingModelTest::inUtf8Order);
    /// The ids of each key's uploads, the oldest first.
    private static final Map<String, List<String>> UPLOADS = new TreeMap<>(ListingModelTest::inUtf8Order);

    private static final Random DICE = new Random();

    @BeforeAll
    static void start() {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("ListingModelTest: -Dsealstead.seed=" + seed);
        DICE.setSeed(seed);
        s3.createBucket(b -> b.bucket(own("model")));
        s3.putBucketVersioning(b -> b.bucket(own("model")).versioningConfiguration(v -> v.status("Enabled")));
        for (int i = 0; i < KEYS; i++) {
            // CreateMultipartUpload answers its key in XML, which has no way to write a control character.
            var key = DICE.nextInt(8) == 0 ? key() + '\u0001' + key() : key();
            var versions = VERSIONS.computeIfAbsent(key, none -> new ArrayList<>());
            for (int n = DICE.nextInt(4); n >= 0; n--) {
                versions.addFirst(s3.putObject(b -> b.bucket(own("model")).key(key), RequestBody.fromString(key))
                        .versionId());
            }
            if (DICE.nextInt(4) == 0) {
                versions.addFirst("!"
                        + s3.deleteObject(b -> b.bucket(own("model")).key(key)).versionId());
            }
            var upload = key();
            UPLOADS.computeIfAbsent(upload, none -> new ArrayList<>())
                    .add(s3.createMultipartUpload(b -> b.bucket(own("model")).key(upload))
                            .uploadId());
        }
    }

    private static int inUtf8Order(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static String key() {
        var key = new StringBuilder();
        for (int n = DICE.nextInt(5); n >= 0; n--) {
            key.append(pick(PIECES));
        }
        return key.toString();
    }

    private static <T> T pick(List<T> all) {
        return all.get(DICE.nextInt(all.size()));
    }

    /// @param after a key that the listing goes on from, which need not exist
    private record Query(String prefix, String delimiter, String after, int page) {
        static Query random(Map<String, ?> keys) {
            var some = pick(List.copyOf(keys.keySet()));
            int cut = some.offsetByCodePoints(0, DICE.nextInt(some.codePointCount(0, some.length()) + 1));
            var prefix = DICE.nextBoolean() ? "" : some.substring(0, cut);
            var after = DICE.nextInt(3) > 0 ? "" : key();
            return new Query(prefix, pick(DELIMITERS), after, 1 + DICE.nextInt(DICE.nextBoolean() ? 4 : KEYS * 5));
        }

        @Nullable
        String delimiterOrNull() {
            return delimiter.isEmpty() ? null : delimiter;
        }

        String rolled(String key) {
            int at = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            return at < 0 ? "" : key.substring(0, at + delimiter.length());
        }

        /// What the whole listing is, in order: an entry of each key, or `prefix/ ...` once for many. A common prefix
        /// is gone by when the listing goes on from something in it.
        List<String> expected(Map<String, List<String>> entries) {
            var all = new ArrayList<String>();
            var last = "";
            for (var one : entries.entrySet()) {
                var key = one.getKey();
                if (!key.startsWith(prefix) || inUtf8Order(key, after) <= 0) {
                    continue;
                }
                var rolled = rolled(key);
                if (rolled.isEmpty()) {
                    one.getValue().forEach(entry -> all.add(shown(key, entry)));
                } else if (!rolled.equals(last) && !after.startsWith(rolled)) {
                    all.add("PRE " + rolled);
                    last = rolled;
                }
            }
            return all;
        }
    }

    private static String shown(String key, String entry) {
        return key + "\n" + entry;
    }

    /// One page as the client sees it.
    private record Page(List<String> entries, boolean more) {}

    private interface Pages {
        Page next();
    }

    /// All pages but the last are full, and the last is not announced as one of more.
    private static void check(String what, Query query, Map<String, List<String>> entries, Pages pages) {
        var expected = query.expected(entries);
        int at = 0;
        while (true) {
            var page = pages.next();
            int to = Math.min(expected.size(), at + query.page());
            assertThat(page.entries())
                    .as(what + " " + query + " from " + at)
                    .containsExactlyInAnyOrderElementsOf(expected.subList(at, to));
            assertThat(page.entries().stream()
                            .filter(entry -> !entry.startsWith("PRE "))
                            .filter(entry -> !entry.contains("\n!"))
                            .toList())
                    .as(what + " in order")
                    .isEqualTo(expected.subList(at, to).stream()
                            .filter(entry -> !entry.startsWith("PRE "))
                            .filter(entry -> !entry.contains("\n!"))
                            .toList());
            at = to;
            assertThat(page.more()).as(what + " " + query + " more at " + at).isEqualTo(at < expected.size());
            if (!page.more()) {
                return;
            }
        }
    }

    private static Map<String, List<String>> currentOnes() {
        var current = new TreeMap<String, List<String>>(ListingModelTest::inUtf8Order);
        VERSIONS.forEach((key, versions) -> {
            if (!versions.getFirst().startsWith("!")) {
                current.put(key, List.of(""));
            }
        });
        return current;
    }

    @Test
    void version_1_pages_exactly() {
        for (int i = 0; i < QUERIES; i++) {
            var query = Query.random(VERSIONS);
            var marker = new String[] {query.after()};
            check("v1", query, currentOnes(), () -> {
                var reply = s3.listObjects(b -> b.bucket(own("model"))
                        .encodingType(EncodingType.URL)
                        .prefix(query.prefix())
                        .delimiter(query.delimiterOrNull())
                        .marker(marker[0])
                        .maxKeys(query.page()));
                var entries = new ArrayList<String>();
                reply.contents().forEach(object -> entries.add(shown(object.key(), "")));
                reply.commonPrefixes().forEach(prefix -> entries.add("PRE " + prefix.prefix()));
                if (reply.isTruncated()) {
                    assertThat(reply.nextMarker() != null).isEqualTo(query.delimiterOrNull() != null);
                    marker[0] = reply.nextMarker() == null
                            ? reply.contents().getLast().key()
                            : reply.nextMarker();
                }
                return new Page(entries, reply.isTruncated());
            });
        }
    }

    @Test
    void version_2_pages_exactly() {
        for (int i = 0; i < QUERIES; i++) {
            var query = Query.random(VERSIONS);
            var token = new String[1];
            check("v2", query, currentOnes(), () -> {
                var reply = s3.listObjectsV2(b -> b.bucket(own("model"))
                        .encodingType(EncodingType.URL)
                        .prefix(query.prefix())
                        .delimiter(query.delimiterOrNull())
                        .startAfter(query.after().isEmpty() ? null : query.after())
                        .continuationToken(token[0])
                        .maxKeys(query.page()));
                var entries = new ArrayList<String>();
                reply.contents().forEach(object -> entries.add(shown(object.key(), "")));
                reply.commonPrefixes().forEach(prefix -> entries.add("PRE " + prefix.prefix()));
                assertThat(reply.keyCount()).isEqualTo(entries.size());
                token[0] = reply.nextContinuationToken();
                return new Page(entries, reply.isTruncated());
            });
        }
    }

    @Test
    void versions_page_exactly() {
        for (int i = 0; i < QUERIES; i++) {
            var query = Query.random(VERSIONS);
            var marker = new String[] {query.after(), null};
            check("versions", query, VERSIONS, () -> {
                var reply = s3.listObjectVersions(b -> b.bucket(own("model"))
                        .encodingType(EncodingType.URL)
                        .prefix(query.prefix())
                        .delimiter(query.delimiterOrNull())
                        .keyMarker(marker[0].isEmpty() ? null : marker[0])
                        .versionIdMarker(marker[1])
                        .maxKeys(query.page()));
                var entries = new ArrayList<String>();
                reply.versions().forEach(version -> entries.add(shown(version.key(), version.versionId())));
                reply.deleteMarkers().forEach(removed -> entries.add(shown(removed.key(), "!" + removed.versionId())));
                reply.commonPrefixes().forEach(prefix -> entries.add("PRE " + prefix.prefix()));
                marker[0] = reply.nextKeyMarker() == null ? "" : reply.nextKeyMarker();
                marker[1] = reply.nextVersionIdMarker();
                return new Page(entries, reply.isTruncated());
            });
        }
    }

    @Test
    void uploads_page_exactly() {
        for (int i = 0; i < QUERIES; i++) {
            var query = Query.random(UPLOADS);
            var marker = new String[] {query.after(), null};
            check("uploads", query, UPLOADS, () -> {
                var reply = s3.listMultipartUploads(b -> b.bucket(own("model"))
                        .encodingType(EncodingType.URL)
                        .prefix(query.prefix())
                        .delimiter(query.delimiterOrNull())
                        .keyMarker(marker[0].isEmpty() ? null : marker[0])
                        .uploadIdMarker(marker[1])
                        .maxUploads(query.page()));
                var entries = new ArrayList<String>();
                reply.uploads().forEach(upload -> entries.add(shown(upload.key(), upload.uploadId())));
                reply.commonPrefixes().forEach(prefix -> entries.add("PRE " + prefix.prefix()));
                marker[0] = reply.nextKeyMarker() == null ? "" : reply.nextKeyMarker();
                marker[1] = reply.nextUploadIdMarker();
                return new Page(entries, reply.isTruncated());
            });
        }
    }
}

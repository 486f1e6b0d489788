package sealstead.s3;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sealstead.iam.policy.Tag;
import sealstead.store.Bytes;
import sealstead.wire.Clipped;
import sealstead.wire.Query;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlReader;
import sealstead.xml.XmlWriter;

/// Tags as requests and replies write them, within S3's limits.
public final class TagSet {
    private static final int MAX_SHOWN = 256;

    private TagSet() {}

    /// The tags of a `x-amz-tagging` header: names and values as in a query.
    public static Tags header(String header) {
        var pairs = new LinkedHashMap<String, String>();
        for (var pair : header.split("&")) {
            int equals = pair.indexOf('=');
            if (pair.indexOf(',') >= 0 || (equals >= 0 && pair.indexOf('=', equals + 1) >= 0)) {
                throw malformedHeader(header); // both must be encoded within a value
            }
        }
        var query = Query.parse(header).orElseThrow(() -> malformedHeader(header));
        for (var parameter : query.parameters()) {
            if (parameter.name().isEmpty() || pairs.put(parameter.name(), parameter.value()) != null) {
                throw malformedHeader(header);
            }
        }
        return checkedForObject(pairs);
    }

    private static RuntimeException malformedHeader(String header) {
        return S3Error.invalidArgument(
                "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag"
                        + " name duplicates.",
                "x-amz-tagging",
                Clipped.of(header, MAX_SHOWN));
    }

    /// The tags of a `Tagging` document for an object.
    public static Tags objectDocument(XmlElement tagging) {
        return checkedForObject(pairsOf(tagging));
    }

    /// The tags of a `Tagging` document for a bucket.
    public static Tags bucketDocument(XmlElement tagging) {
        return bucketTags(pairsOf(tagging));
    }

    /// The tags of an element whose children are `Tag`s.
    public static Tags bucketTags(XmlElement set) {
        return bucketTags(pairs(set));
    }

    /// These as the tags of a bucket.
    public static Tags bucketTags(Map<String, String> pairs) {
        if (pairs.size() > Tag.MAX_OF_RESOURCE) {
            throw S3Error.BAD_REQUEST.saying("Bucket tag count cannot be greater than 50");
        }
        return checked(pairs, "System tags cannot be added/updated by requester");
    }

    /// The tags of a bucket's document that was accepted.
    public static Tags kept(Bytes document) {
        return bucketDocument(XmlReader.read(document.readOnlyArray(), "Tagging"));
    }

    /// A document without a set has no tags.
    private static Map<String, String> pairsOf(XmlElement tagging) {
        return tagging.only("TagSet").one("TagSet").map(TagSet::pairs).orElse(Map.of());
    }

    /// The `Tag` elements that `parent` has, as they are written: within no limits, and of one key as often as it
    /// comes.
    public static List<Tag> elements(XmlElement parent) {
        return parent.all("Tag").stream().map(TagSet::element).toList();
    }

    private static Tag element(XmlElement tag) {
        var key = tag.only("Key", "Value").one("Key").orElseThrow(MalformedXmlException::new);
        var value = tag.one("Value").orElseThrow(MalformedXmlException::new);
        return new Tag(key.exactText(), value.exactText());
    }

    private static Map<String, String> pairs(XmlElement set) {
        var pairs = new LinkedHashMap<String, String>();
        for (var tag : elements(set.only("Tag"))) {
            if (pairs.put(tag.key(), tag.value()) != null) {
                throw S3Error.INVALID_TAG
                        .saying("Cannot provide multiple Tags with the same key")
                        .with("TagKey", tag.key());
            }
        }
        return pairs;
    }

    private static Tags checkedForObject(Map<String, String> pairs) {
        if (pairs.size() > Tag.MAX_OF_OBJECT) {
            throw S3Error.BAD_REQUEST.saying("Object tags cannot be greater than 10");
        }
        return checked(pairs, "Your TagKey cannot be prefixed with aws:");
    }

    /// @param ofSystem what is said of a tag that AWS keeps for itself
    private static Tags checked(Map<String, String> pairs, String ofSystem) {
        pairs.forEach((key, value) -> {
            var tag = new Tag(key, value);
            if (!tag.hasKeyWithinLimits() || !isAllowed(key)) {
                throw S3Error.INVALID_TAG
                        .saying("The TagKey you have provided is invalid")
                        .with("TagKey", key);
            }
            if (key.startsWith("aws:")) {
                throw S3Error.INVALID_TAG.saying(ofSystem).with("TagKey", key);
            }
            if (!tag.hasValueWithinLimits() || !isAllowed(value)) {
                throw S3Error.INVALID_TAG
                        .saying("The TagValue you have provided is invalid")
                        .with("TagKey", key)
                        .with("TagValue", value);
            }
        });
        return new Tags(pairs);
    }

    /// As objects and buckets have it: letters, digits, white space and `+ - = . _ : / @` of all languages.
    private static boolean isAllowed(String text) {
        return text.codePoints()
                .allMatch(c -> Character.isLetter(c)
                        || Character.isDigit(c)
                        || Character.isSpaceChar(c)
                        || Character.getType(c) == Character.NON_SPACING_MARK
                        || "+-=._:/@".indexOf(c) >= 0);
    }

    /// The `Tagging` document of these tags.
    public static byte[] document(Tags tags) {
        var xml = XmlWriter.document("Tagging").begin("TagSet");
        for (var tag : tags.pairs().entrySet()) {
            xml.begin("Tag")
                    .element("Key", tag.getKey())
                    .element("Value", tag.getValue())
                    .end();
        }
        return xml.end().toBytes();
    }
}

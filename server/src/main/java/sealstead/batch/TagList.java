package sealstead.batch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sealstead.iam.policy.Tag;
import sealstead.s3.Tags;
import sealstead.xml.XmlElement;

/// A list of tags in the form of S3 Control: `member`s of a key and a value.
public final class TagList {
    private static final String CHARACTERS = Tag.CHARACTER + "*";

    private TagList() {}

    /// The tags that a job shall have.
    public static Tags ofJob(XmlElement list) {
        var pairs = pairs(list);
        if (pairs.size() > Tag.MAX_OF_RESOURCE) {
            throw BatchError.TOO_MANY_TAGS.refusal();
        }
        return new Tags(pairs);
    }

    /// The tags that objects shall have.
    static Tags ofObjects(XmlElement list) {
        var pairs = pairs(list);
        if (pairs.size() > Tag.MAX_OF_OBJECT) {
            throw BatchError.BAD_REQUEST.saying("An object can have 10 tags at most.");
        }
        return new Tags(pairs);
    }

    private static Map<String, String> pairs(XmlElement list) {
        var pairs = new LinkedHashMap<String, String>();
        for (XmlElement item : items(list)) {
            var tag = Members.of(item, "Key", "Value");
            var key = Members.bounded("Key", tag.needed("Key").exactText(), Tag.MAX_KEY_CHARACTERS);
            var value = tag.needed("Value").exactText();
            boolean valid = key.matches(CHARACTERS)
                    && !key.startsWith("aws:")
                    && value.length() <= Tag.MAX_VALUE_CHARACTERS
                    && value.matches(CHARACTERS);
            if (!valid || pairs.put(key, value) != null) {
                throw Members.invalid("Tags");
            }
        }
        return pairs;
    }

    private static List<XmlElement> items(XmlElement list) {
        return list.only("member").all("member");
    }
}

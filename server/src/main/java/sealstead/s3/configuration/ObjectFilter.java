package sealstead.s3.configuration;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import sealstead.iam.policy.Tag;
import sealstead.s3.TagSet;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;

/// The filter of analytics and intelligent-tiering configurations: a prefix, a tag, or several of them in `And`.
public final class ObjectFilter {
    private static final int MAX_PREFIX_BYTES = 1024;

    private ObjectFilter() {}

    /// @throws MalformedXmlException if it is none
    public static void check(XmlElement configuration) {
        var filter = configuration.one("Filter");
        if (filter.isEmpty()) {
            return;
        }
        var only = filter.get().only("Prefix", "Tag", "And");
        if (only.children().size() != 1) {
            throw new MalformedXmlException();
        }
        var and = only.one("And");
        if (and.isPresent() && and.get().children().size() < 2) {
            throw new MalformedXmlException();
        }
        var conditions = and.map(all -> all.only("Prefix", "Tag")).orElse(only);
        var prefix = conditions.one("Prefix").map(XmlElement::exactText).orElse("");
        if (prefix.getBytes(StandardCharsets.UTF_8).length > MAX_PREFIX_BYTES) {
            throw new MalformedXmlException();
        }
        checkTags(TagSet.elements(conditions));
    }

    private static void checkTags(List<Tag> tags) {
        var keys = new HashSet<String>();
        for (var tag : tags) {
            if (!tag.hasKeyWithinLimits() || !tag.hasValueWithinLimits() || !keys.add(tag.key())) {
                throw new MalformedXmlException();
            }
        }
    }
}

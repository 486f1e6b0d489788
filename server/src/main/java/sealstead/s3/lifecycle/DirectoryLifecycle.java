package sealstead.s3.lifecycle;

import java.util.List;
import sealstead.s3.S3Error;
import sealstead.xml.XmlElement;

/// What the lifecycle of a directory bucket knows: objects expire after days, uploads are given up after days, and both
/// are chosen by prefix and size. It has one storage class, no versions and no tags.
final class DirectoryLifecycle {
    private static final List<String> ACTIONS =
            List.of("Transition", "NoncurrentVersionTransition", "NoncurrentVersionExpiration");
    private static final List<String> EXPIRATIONS = List.of("Date", "ExpiredObjectDeleteMarker");

    private DirectoryLifecycle() {}

    static void check(XmlElement root) {
        for (var rule : root.all("Rule")) {
            ACTIONS.forEach(name -> refuse(rule, name));
            rule.all("Expiration").forEach(expiration -> EXPIRATIONS.forEach(name -> refuse(expiration, name)));
            for (var filter : rule.all("Filter")) {
                refuse(filter, "Tag");
                filter.all("And").forEach(and -> refuse(and, "Tag"));
            }
        }
    }

    private static void refuse(XmlElement element, String name) {
        if (!element.all(name).isEmpty()) {
            throw S3Error.INVALID_REQUEST.saying(
                    "Lifecycle rules of this bucket do not support " + element.name() + " with " + name + ".");
        }
    }
}

package sealstead.s3.configuration;

import java.io.IOException;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.DocumentKind;
import sealstead.xml.XmlElement;

/// A kind of configuration of which a bucket may have many, each under an id.
public interface NamedConfiguration {
    DocumentKind kind();

    /// The root element of its document.
    String root();

    /// The root element of a list of them.
    String listRoot();

    /// Refuses a document that cannot be accepted, or is another's than the one of that id.
    ///
    /// @throws sealstead.wire.Refusal if it cannot be accepted
    void check(Bucket bucket, String id, XmlElement document) throws IOException;
}

package sealstead.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A client of the class's [Server], made when that has started and closed before it is: `S3Client`, `KmsClient`, or an
/// `S3Client` as `of` says.
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@interface Client {
    Kind of() default Kind.OVERLAID;

    /// Which client of S3.
    enum Kind {
        /// what the overlay that was chosen makes of each request
        OVERLAID,
        /// that no overlay touches
        PLAIN,
        /// that begins sessions for directory buckets
        DIRECTORY
    }
}

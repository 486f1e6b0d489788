package sealstead.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// A client of the class's [Server], or of one that nobody names: an `S3Client` as `of` says or a `KmsClient`, made
/// when the server has started and closed before it is.
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ServerExtension.class)
@interface Client {
    Kind of() default Kind.OVERLAID;

    /// The server's field, which must be named if the class has several.
    String server() default "";

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

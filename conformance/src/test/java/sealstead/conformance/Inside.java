package sealstead.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/// What can only be seen in a server of one's own, where what the test asks of it does not show that already
/// ([Endpoint]): left out against any other endpoint, for this reason.
@Tag("inside")
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@interface Inside {
    /// What it needs, as a noun.
    String value();
}

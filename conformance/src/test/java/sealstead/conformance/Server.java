package sealstead.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import sealstead.server.Setting;

/// A [LocalServer] is started for this field before the tests of a class, or before each if the field is not static,
/// and closed after them. The fields marked [Client] are its clients.
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ServerExtension.class)
@interface Server {
    /// Settings of its own, which no given endpoint has.
    With[] value() default {};

    /// A setting and its value.
    @interface With {
        Setting setting();

        String value();
    }
}

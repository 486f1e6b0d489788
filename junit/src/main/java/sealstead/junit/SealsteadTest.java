package sealstead.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Gives a test class a server of its own. Parameters of its methods and of its constructor may be a
/// [SealsteadServer], and any client of the AWS SDK for Java 2 that the tests have, such as `S3Client` or
/// `KmsAsyncClient`: it is made for the server, as the first account's root user, and closed at the end of the class.
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SealsteadExtension.class)
public @interface SealsteadTest {
    /// Settings of the server, each `name=value` as in docs/settings.md.
    String[] value() default {};
}

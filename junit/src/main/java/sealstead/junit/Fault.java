package sealstead.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes calls of a test method, or of all methods of a class, fail. Calls are counted, never drawn: the same calls
/// meet the same faults.
@Documented
@Inherited
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Fault.All.class)
public @interface Fault {
    /// Such as `s3` or `kms`. Those of `kms` also meet the calls that S3 makes for objects.
    String api();

    /// Such as `PutObject`; empty for all of the API.
    String operation() default "";

    Kind kind();

    /// How long a call waits.
    long latencyMillis() default 0;

    /// How many calls are left alone first.
    long after() default 0;

    /// How many calls are met then; 0 for all.
    long times() default 0;

    /// What becomes of a call.
    enum Kind {
        /// It waits, and goes on.
        LATENCY,
        /// It is refused as one of too many: `SlowDown`, `ThrottlingException`.
        THROTTLE,
        /// It is refused as by a service that is down: 503.
        OUTAGE
    }

    /// Several of them.
    @Documented
    @Inherited
    @Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
    @Retention(RetentionPolicy.RUNTIME)
    @interface All {
        Fault[] value();
    }
}

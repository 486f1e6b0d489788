package sealstead.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// KMS cannot be reached, by S3 neither: what is under a KMS key without a bucket key cannot be written or read.
@Documented
@Inherited
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Fault(api = "kms", kind = Fault.Kind.OUTAGE)
public @interface KmsOutage {}

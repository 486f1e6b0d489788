/// What the audit trail says of requests to S3.
@NullMarked
package sealstead.s3.trail;

import org.jspecify.annotations.NullMarked;

/// S3 Control: what is asked of an account rather than of a bucket, with buckets named by ARN.
@NullMarked
package sealstead.control;

import org.jspecify.annotations.NullMarked;

/// What is remembered of buckets, and how much of it is made at once.
@NullMarked
package sealstead.s3.bucket;

import org.jspecify.annotations.NullMarked;

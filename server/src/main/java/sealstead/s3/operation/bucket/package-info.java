/// The operations on buckets and their settings, one file each.
@NullMarked
package sealstead.s3.operation.bucket;

import org.jspecify.annotations.NullMarked;

/// The operations on buckets and their configurations, one file each.
@NullMarked
package sealstead.s3.bucket;

import org.jspecify.annotations.NullMarked;

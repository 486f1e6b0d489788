/// Buckets as they are kept: their records, settings and documents, one lookup and one conditional change for each.
@NullMarked
package sealstead.s3.bucket;

import org.jspecify.annotations.NullMarked;

/// The operations that list buckets, objects and versions, one file each, over one walk with prefixes and delimiters.
@NullMarked
package sealstead.s3.operation.listing;

import org.jspecify.annotations.NullMarked;

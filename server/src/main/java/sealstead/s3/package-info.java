/// S3's words, which every room of S3 speaks: the table of operations, a request as it came in, errors, tags, names.
/// Nothing here decides or stores.
@NullMarked
package sealstead.s3;

import org.jspecify.annotations.NullMarked;

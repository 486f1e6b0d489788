/// Objects as they are kept: records, versions, uploads, renames, and where the ciphertext lies.
@NullMarked
package sealstead.s3.object;

import org.jspecify.annotations.NullMarked;

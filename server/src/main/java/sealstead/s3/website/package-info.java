/// Static websites: buckets as browsers see them, at an end point of their own.
@NullMarked
package sealstead.s3.website;

import org.jspecify.annotations.NullMarked;

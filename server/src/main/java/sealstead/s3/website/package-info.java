/// Static websites: buckets as browsers see them, at an endpoint of their own.
@NullMarked
package sealstead.s3.website;

import org.jspecify.annotations.NullMarked;

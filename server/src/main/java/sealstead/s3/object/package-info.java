/// The operations on objects and on the listings of them, one file each.
@NullMarked
package sealstead.s3.object;

import org.jspecify.annotations.NullMarked;

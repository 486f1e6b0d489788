/// The algorithms against golden values.
@NullMarked
package sealstead.checksum;

import org.jspecify.annotations.NullMarked;

@NullMarked
package sealstead.s3.door;

import org.jspecify.annotations.NullMarked;

@NullMarked
package sealstead.s3.object;

import org.jspecify.annotations.NullMarked;

@NullMarked
package sealstead.s3;

import org.jspecify.annotations.NullMarked;

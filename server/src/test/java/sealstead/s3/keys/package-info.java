@NullMarked
package sealstead.s3.keys;

import org.jspecify.annotations.NullMarked;

@NullMarked
package sealstead.s3.operation.object;

import org.jspecify.annotations.NullMarked;

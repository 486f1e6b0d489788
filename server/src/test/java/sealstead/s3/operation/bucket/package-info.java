@NullMarked
package sealstead.s3.operation.bucket;

import org.jspecify.annotations.NullMarked;

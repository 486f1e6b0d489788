@NullMarked
package sealstead.s3.operation.multipart;

import org.jspecify.annotations.NullMarked;

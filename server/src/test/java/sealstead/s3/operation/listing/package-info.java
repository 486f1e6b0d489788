@NullMarked
package sealstead.s3.operation.listing;

import org.jspecify.annotations.NullMarked;

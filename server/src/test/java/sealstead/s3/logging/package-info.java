/// Tests of the log.
@NullMarked
package sealstead.s3.logging;

import org.jspecify.annotations.NullMarked;

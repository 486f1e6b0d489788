/// Tests of the log.
@NullMarked
package sealstead.s3.xml;

import org.jspecify.annotations.NullMarked;

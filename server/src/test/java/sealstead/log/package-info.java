/// Tests of the log.
@NullMarked
package sealstead.log;

import org.jspecify.annotations.NullMarked;

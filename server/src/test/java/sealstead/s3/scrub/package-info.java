@NullMarked
package sealstead.s3.scrub;

import org.jspecify.annotations.NullMarked;

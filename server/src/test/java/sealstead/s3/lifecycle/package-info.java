@NullMarked
package sealstead.s3.lifecycle;

import org.jspecify.annotations.NullMarked;

@NullMarked
package sealstead.s3.metrics;

import org.jspecify.annotations.NullMarked;

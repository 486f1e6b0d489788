/// Request metrics of buckets: which requests are counted, and what came together since the start.
@NullMarked
package sealstead.s3.metrics;

import org.jspecify.annotations.NullMarked;

/// How versions wait for their way to other buckets.
@NullMarked
package sealstead.s3.replication;

import org.jspecify.annotations.NullMarked;

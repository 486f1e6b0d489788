/// Replication of buckets: which versions go where, a queue that survives a crash, and the work as the rule's role.
@NullMarked
package sealstead.s3.replication;

import org.jspecify.annotations.NullMarked;

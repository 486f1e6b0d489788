/// S3 Batch Operations: jobs that do one thing to every object of a list, as a role, in the background.
@NullMarked
package sealstead.batch;

import org.jspecify.annotations.NullMarked;

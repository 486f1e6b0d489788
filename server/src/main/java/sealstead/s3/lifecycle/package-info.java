/// Lifecycle: the rules of a bucket, and the job that carries them out.
@NullMarked
package sealstead.s3.lifecycle;

import org.jspecify.annotations.NullMarked;

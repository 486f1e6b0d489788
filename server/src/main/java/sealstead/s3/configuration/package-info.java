/// The configurations of a bucket that are kept as documents: what each kind is called and where it lies.
@NullMarked
package sealstead.s3.configuration;

import org.jspecify.annotations.NullMarked;

/// The configurations of a bucket that are kept as documents: what is accepted, what is given back, and what their
/// absence answers. Three operations serve all of which a bucket has one, four those of which it may have many under
/// their ids; each kind says what is its own.
@NullMarked
package sealstead.s3.configuration;

import org.jspecify.annotations.NullMarked;

/// The limits of bucket configurations.
@NullMarked
package sealstead.s3.configuration;

import org.jspecify.annotations.NullMarked;

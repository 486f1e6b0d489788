/// Real clients against a real server: what a user sees from outside.
@NullMarked
package sealstead.conformance;

import org.jspecify.annotations.NullMarked;

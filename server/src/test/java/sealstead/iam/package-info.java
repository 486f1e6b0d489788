/// What decisions remember.
@NullMarked
package sealstead.iam;

import org.jspecify.annotations.NullMarked;

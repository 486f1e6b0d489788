/// Tests of certificates.
@NullMarked
package sealstead.shred;

import org.jspecify.annotations.NullMarked;

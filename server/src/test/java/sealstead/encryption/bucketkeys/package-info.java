@NullMarked
package sealstead.encryption.bucketkeys;

import org.jspecify.annotations.NullMarked;

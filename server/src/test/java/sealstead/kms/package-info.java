@NullMarked
package sealstead.kms;

import org.jspecify.annotations.NullMarked;

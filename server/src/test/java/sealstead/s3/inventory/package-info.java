@NullMarked
package sealstead.s3.inventory;

import org.jspecify.annotations.NullMarked;

/// Inventories: lists of what is in a bucket, made once a day or a week and put into another.
@NullMarked
package sealstead.s3.inventory;

import org.jspecify.annotations.NullMarked;

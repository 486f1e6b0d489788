@NullMarked
package sealstead.s3.notification;

import org.jspecify.annotations.NullMarked;

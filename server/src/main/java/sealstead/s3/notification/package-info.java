/// Events of objects, told to webhooks: which bucket wants which, a queue that survives a crash, and the delivery.
@NullMarked
package sealstead.s3.notification;

import org.jspecify.annotations.NullMarked;

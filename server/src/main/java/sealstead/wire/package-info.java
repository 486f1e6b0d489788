/// A request as it came off the wire and the reply to it, free of any HTTP library; used by every door.
@NullMarked
package sealstead.wire;

import org.jspecify.annotations.NullMarked;

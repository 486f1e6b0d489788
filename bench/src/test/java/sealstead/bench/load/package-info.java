/// The load runner against a real server.
@NullMarked
package sealstead.bench.load;

import org.jspecify.annotations.NullMarked;

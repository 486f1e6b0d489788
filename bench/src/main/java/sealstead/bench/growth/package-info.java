/// What a store costs as it grows: the same work at ten thousand, a million and ten million objects.
@NullMarked
package sealstead.bench.growth;

import org.jspecify.annotations.NullMarked;

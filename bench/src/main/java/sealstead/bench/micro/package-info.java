/// The parts of the hot path one by one, under JMH.
@NullMarked
package sealstead.bench.micro;

import org.jspecify.annotations.NullMarked;

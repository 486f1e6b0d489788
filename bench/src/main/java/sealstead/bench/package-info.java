/// Measurements that carry decisions.
@NullMarked
package sealstead.bench;

import org.jspecify.annotations.NullMarked;

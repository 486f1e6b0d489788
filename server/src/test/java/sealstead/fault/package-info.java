@NullMarked
package sealstead.fault;

import org.jspecify.annotations.NullMarked;

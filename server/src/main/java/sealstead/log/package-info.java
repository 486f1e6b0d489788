/// The process's log: lines for its operator, that hold up nobody and repeat themselves little.
@NullMarked
package sealstead.log;

import org.jspecify.annotations.NullMarked;

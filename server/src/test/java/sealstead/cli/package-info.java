@NullMarked
package sealstead.cli;

import org.jspecify.annotations.NullMarked;

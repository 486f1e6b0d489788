@NullMarked
package sealstead.job;

import org.jspecify.annotations.NullMarked;

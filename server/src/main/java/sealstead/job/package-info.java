/// Background work: each piece stands alone, with its name, its schedule, its thread and its last result.
@NullMarked
package sealstead.job;

import org.jspecify.annotations.NullMarked;

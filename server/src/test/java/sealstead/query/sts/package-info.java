@NullMarked
package sealstead.query.sts;

import org.jspecify.annotations.NullMarked;

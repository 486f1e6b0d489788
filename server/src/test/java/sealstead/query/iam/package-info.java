@NullMarked
package sealstead.query.iam;

import org.jspecify.annotations.NullMarked;

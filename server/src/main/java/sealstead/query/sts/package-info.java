/// The operations of STS, which hands out temporary credentials.
@NullMarked
package sealstead.query.sts;

import org.jspecify.annotations.NullMarked;

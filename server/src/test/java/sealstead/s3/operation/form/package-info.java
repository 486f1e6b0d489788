@NullMarked
package sealstead.s3.operation.form;

import org.jspecify.annotations.NullMarked;

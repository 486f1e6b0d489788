@NullMarked
package sealstead.s3.form;

import org.jspecify.annotations.NullMarked;
